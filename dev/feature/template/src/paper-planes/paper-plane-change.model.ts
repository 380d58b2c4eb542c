// <% if (it.live) { %>
import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PaperPlane } from './paper-plane.model.js';

export enum PaperPlaneAction {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  DELETED = 'DELETED',
}
registerEnumType(PaperPlaneAction, {
  name: 'PaperPlaneAction',
  description: 'How a paper plane has changed.',
  valuesMap: {
    CREATED: { description: 'It is new.' },
    UPDATED: { description: 'It has changed.' },
    DELETED: { description: 'It does not exist any more.' },
  },
});

@ObjectType({ description: 'A change of a paper plane.' })
export class PaperPlaneChange {
  @Field(() => PaperPlaneAction, { description: 'How it has changed.' })
  action!: PaperPlaneAction;

  @Field(() => PaperPlane, { description: 'The paper plane after the change.' })
  paperPlane!: PaperPlane;
}
// <% } %>

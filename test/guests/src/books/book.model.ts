import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Relation } from '../platform/graphql/index.js';
import { Author } from './author.model.js';

@ObjectType({ description: 'A book.' })
export class Book {
  @Field(() => ID, { description: 'Identifies the book.' })
  id!: string;

  @Field(() => Author, { description: 'Its author.' })
  author!: Relation<Author>;
}

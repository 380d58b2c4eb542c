import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Book } from './book.model.js';

@ObjectType({ description: 'A writer of books.' })
export class Author {
  @Field(() => ID, { description: 'Identifies the author.' })
  id!: string;

  @Field(() => [Book], { description: 'All books of the author.' })
  books!: Book[];
}

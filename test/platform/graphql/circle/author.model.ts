import { Field, ObjectType } from '@nestjs/graphql';
import { Book } from './book.model.js';

@ObjectType({ description: 'Names the other one.' })
export class Author {
  @Field(() => Book, { description: 'The other one.' })
  book!: Book;
}

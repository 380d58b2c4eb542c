import { Field, ObjectType } from '@nestjs/graphql';
import { Author } from './author.model.js';

@ObjectType({ description: 'Names the other one.' })
export class Book {
  @Field(() => Author, { description: 'The other one.' })
  author!: Author;
}

import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import { CONTEXT, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { Public } from '../platform/auth/index.js';
import { Author } from './author.model.js';
import { Book } from './book.model.js';

/** One for each request. */
@Injectable({ scope: Scope.REQUEST })
class Shelf {
  readonly name: string;

  constructor(@Inject(CONTEXT) { req }: { req: FastifyRequest }) {
    this.name = String(req.headers['x-shelf'] ?? 'top');
  }
}

@Public()
@Resolver(() => Book)
class BooksResolver {
  constructor(private readonly shelf: Shelf) {}

  @Query(() => Book, { description: 'The book that lies on the shelf.' })
  book(): Pick<Book, 'id'> {
    return { id: this.shelf.name };
  }

  @ResolveField(() => Author, { description: 'Its author.' })
  author(@Parent() { id }: Book): Author {
    return { id: `author of ${id}`, books: [] };
  }
}

@Module({ providers: [BooksResolver, Shelf] })
export class BooksModule {}

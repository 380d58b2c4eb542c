import {
  BadRequestException,
  Catch,
  ForbiddenException,
  Injectable,
  NotFoundException,
  ParseIntPipe,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type CallHandler,
  type CanActivate,
  type ExceptionFilter,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
} from '@nestjs/common';
import { Args, Context, GqlExecutionContext, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { map, of, throwError, type Observable } from 'rxjs';
import { Public } from '../../../../src/platform/auth/index.js';

@Injectable()
class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): Promise<boolean> {
    const { req } = GqlExecutionContext.create(context).getContext<{ req: FastifyRequest }>();
    return Promise.resolve(req.headers['x-may'] === 'yes');
  }
}

@Injectable()
class RefusingGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('Not you.');
  }
}

class DoublePipe implements PipeTransform<unknown> {
  transform(value: unknown): unknown {
    return typeof value === 'number' ? value * 2 : value;
  }
}

class Wrapping implements NestInterceptor<unknown, unknown> {
  intercept(_: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(map((value) => `<${String(value)}>`));
  }
}

class Answering implements NestInterceptor<unknown, unknown> {
  intercept(): Observable<unknown> {
    return of('from the interceptor');
  }
}

class Failing implements NestInterceptor<unknown, unknown> {
  intercept(): Observable<unknown> {
    return throwError(() => new NotFoundException('Not even tried.'));
  }
}

class DomainError extends Error {}

@Catch(DomainError)
class DomainFilter implements ExceptionFilter<DomainError> {
  catch({ message }: DomainError): unknown {
    return new BadRequestException(`filtered: ${message}`);
  }
}

@Catch(DomainError)
class ThrowingFilter implements ExceptionFilter<DomainError> {
  catch({ message }: DomainError): never {
    throw new NotFoundException(`thrown: ${message}`);
  }
}

@Injectable({ scope: Scope.REQUEST })
class Counter {
  #count = 0;

  next(): number {
    return (this.#count += 1);
  }
}

/** What Nest runs around a method. */
@Public()
@Resolver()
export class EnhancedResolver {
  @UseGuards(HeaderGuard)
  @Query(() => String, { nullable: true })
  behindGuard(): string {
    return 'let in';
  }

  @UseGuards(RefusingGuard)
  @Query(() => String, { nullable: true })
  behindRefusal(): string {
    return 'never';
  }

  @UsePipes(DoublePipe)
  @Query(() => Number)
  doubled(@Args('n') n: number): number {
    return n;
  }

  @Query(() => Number, { nullable: true })
  parsed(@Args('text', { type: () => String }, ParseIntPipe) n: number): number {
    return n;
  }

  @UseInterceptors(Wrapping)
  @Query(() => String)
  wrapped(): string {
    return 'text';
  }

  @UseInterceptors(Answering, Wrapping)
  @Query(() => String)
  answered(): string {
    return 'never';
  }

  @UseInterceptors(Failing)
  @Query(() => String, { nullable: true })
  untried(): string {
    return 'never';
  }

  @UseFilters(DomainFilter)
  @Query(() => String, { nullable: true })
  filtered(): string {
    throw new DomainError('domain');
  }

  @UseFilters(ThrowingFilter)
  @Query(() => String, { nullable: true })
  filteredAnew(): Promise<string> {
    return Promise.reject(new DomainError('domain'));
  }

  @Query(() => String)
  header(@Context('req') { headers }: FastifyRequest, @Context() context: object): string {
    return `${String(headers['x-may'])} ${'req' in context}`;
  }

  @Query(() => Number)
  observed(): Observable<number> {
    return of(1, 2, 3);
  }

  @Query(() => [Number])
  observedLater(): Promise<Observable<number[]>> {
    return Promise.resolve(of([1], [2, 3]));
  }

  @Query(() => Number, { nullable: true })
  observedFailure(): Observable<number> {
    return throwError(() => new BadRequestException('From an Observable.'));
  }

  @Mutation(() => [String])
  async appended(@Args('text') text: string): Promise<string[]> {
    await new Promise((resolve) => setImmediate(resolve));
    this.texts.push(text);
    return [...this.texts];
  }

  private readonly texts: string[] = [];
}

@Public()
@Resolver()
export class ScopedResolver {
  constructor(private readonly counter: Counter) {}

  @Query(() => Number)
  counted(): number {
    return this.counter.next();
  }
}

export const ENHANCED = [EnhancedResolver, ScopedResolver, Counter, HeaderGuard, RefusingGuard];

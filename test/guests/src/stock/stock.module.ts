import {
  Catch,
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  Module,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { Field, ObjectType, Query, Resolver, type FieldMiddleware } from '@nestjs/graphql';
import { map, type Observable } from 'rxjs';
import { callerOf, Public } from '../platform/auth/index.js';
import { ApiException, HttpErrorFilter } from '../platform/http/index.js';

/** An error of the domain, which knows neither HTTP nor GraphQL. */
class SoldOutError extends Error {}

/** Answers it, for resolvers and routes. Filters of features run before that of the platform. */
@Catch(SoldOutError)
class SoldOutFilter extends HttpErrorFilter {
  override catch(error: SoldOutError, host: ArgumentsHost): void {
    const { message } = error;
    super.catch(new ApiException({ status: 409, code: 'SOLD_OUT', message, cause: error }), host);
  }
}

/** Runs after the guards of the platform, so that it knows the caller. */
@Injectable()
class BlockedGuestsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (callerOf(context)?.claims['guest'] !== true) return true;
    throw new ForbiddenException('Guests may not look at the stock.');
  }
}

@Injectable()
class TrimInterceptor implements NestInterceptor<unknown, unknown> {
  intercept(_: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    return next.handle().pipe(map((value) => (typeof value === 'string' ? value.trim() : value)));
  }
}

const inCapitals: FieldMiddleware = async (_, next) => String(await next()).toUpperCase();

@ObjectType({ description: 'What is in stock.' })
class Stock {
  @Field(() => String, { description: 'In capital letters.', middleware: [inCapitals] })
  name!: string;
}

@Resolver(() => Stock)
class StockResolver {
  @Query(() => Stock, { description: 'What is in stock. Needs an access token.' })
  stock(): Stock {
    return { name: 'apples' };
  }

  @Public()
  @Query(() => String, { description: 'Is `SOLD_OUT` always.' })
  pears(): string {
    throw new SoldOutError('There are no pears left.');
  }

  @Public()
  @Query(() => String, { description: 'Without spaces around it.' })
  slogan(): string {
    return '  fresh every day ';
  }
}

@Public()
@Controller('pears')
class PearsController {
  @Get()
  read(): string {
    throw new SoldOutError('There are no pears left.');
  }
}

@Module({
  controllers: [PearsController],
  providers: [
    StockResolver,
    { provide: APP_FILTER, useClass: SoldOutFilter },
    { provide: APP_GUARD, useClass: BlockedGuestsGuard },
    { provide: APP_INTERCEPTOR, useClass: TrimInterceptor },
  ],
})
export class StockModule {}

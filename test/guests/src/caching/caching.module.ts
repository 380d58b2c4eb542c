import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import { Controller, Get, Injectable, Module, type ExecutionContext } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import type { GqlContextType } from '@nestjs/graphql';
import { CurrentCaller, readAccess, type Caller } from '../platform/auth/index.js';

/** Nest's own would serve one caller what it has answered another, and breaks GraphQL. */
@Injectable()
class PublicCacheInterceptor extends CacheInterceptor {
  protected override isRequestCacheable(context: ExecutionContext): boolean {
    if (context.getType<GqlContextType>() !== 'http') return false;
    const { isPublic } = readAccess(context.getHandler(), context.getClass());
    return isPublic && super.isRequestCacheable(context);
  }
}

@Controller('greetings')
class GreetingsController {
  @Get('mine')
  mine(@CurrentCaller() { subject }: Caller): { to: string } {
    return { to: subject };
  }
}

@Module({
  imports: [CacheModule.register()],
  controllers: [GreetingsController],
  providers: [{ provide: APP_INTERCEPTOR, useClass: PublicCacheInterceptor }],
})
export class CachingModule {}

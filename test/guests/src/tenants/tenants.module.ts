import { Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { ClsModule, ClsService } from 'nestjs-cls';
import { Public } from '../platform/auth/index.js';

@Resolver()
class TenantResolver {
  constructor(private readonly cls: ClsService<{ tenant: string }>) {}

  @Public()
  @Query(() => String, { description: 'The tenant that the header `x-tenant` names.' })
  tenant(): string {
    return this.cls.get('tenant');
  }
}

@Module({
  imports: [
    ClsModule.forRoot({
      global: true,
      middleware: {
        mount: true,
        setup: (cls, request: { headers: Record<string, string | undefined> }) =>
          cls.set('tenant', request.headers['x-tenant'] ?? 'none'),
      },
    }),
  ],
  providers: [TenantResolver],
})
export class TenantsModule {}

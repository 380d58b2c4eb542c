import { beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { CurrentCaller, RequireUser, type Caller } from '../../src/platform/auth/index.js';
import { RequestSignal } from '../../src/platform/http/index.js';
import { ProfileModule, ProfileService } from '../../src/profile/index.js';
import { useApi } from '../support/api.js';
import { profileOf, sendJson, useScriptedTenant } from './scripted-tenant.js';

@Resolver()
class SalutationResolver {
  constructor(private readonly profiles: ProfileService) {}

  @RequireUser()
  @Query(() => String)
  async salutation(
    @CurrentCaller() caller: Caller,
    @RequestSignal() signal: AbortSignal,
  ): Promise<string> {
    return `Dear ${(await this.profiles.readOwn(caller, signal)).name}`;
  }
}

@Module({ imports: [ProfileModule], providers: [SalutationResolver] })
class SalutationModule {}

const tenant = useScriptedTenant();
const api = useApi({ trusts: tenant, imports: [SalutationModule] });
beforeEach(() => tenant.reset());

describe('another feature', () => {
  it('injects ProfileService through the front door', async () => {
    const { body } = await api.as(await tenant.token('auth0|1')).query('{ salutation }');
    expect(body).toEqual({ data: { salutation: 'Dear User auth0|1' } });
  });

  it('passes on the errors of ProfileService with their codes', async () => {
    tenant.reset((call, response) => sendJson(response, { ...profileOf(call), blocked: true }));
    const { status, body } = await api.as(await tenant.token('auth0|2')).query('{ salutation }');
    expect(status).toBe(403);
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'FORBIDDEN', reason: 'user_blocked' },
    ]);
  });
});

import { expect, it } from '@jest/globals';
import { Injectable, Module, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { callerOf } from '../../../src/platform/auth/index.js';
import { useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

const seen: unknown[] = [];

@Injectable()
class FeatureGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    seen.push(callerOf(context)?.subject);
    return true;
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: FeatureGuard }] })
class FeatureModule {}

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [FeatureModule] });

it('a global guard of a feature runs after those of the platform, and knows the caller', async () => {
  expect((await api.anonymous.query('{ guarded }')).status).toBe(401);
  const permitted = await issuer.token({ claims: { sub: 'ada' } });
  expect((await api.as(permitted).query('{ probeById(id: "1") { id } }')).status).toBe(403);
  expect(seen).toEqual([]);
  expect((await api.as(permitted).query('{ guarded }')).status).toBe(200);
  expect((await api.anonymous.query('{ open }')).status).toBe(200);
  expect(seen).toEqual(['ada', undefined]);
});

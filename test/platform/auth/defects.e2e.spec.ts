import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { VerifiedTokens } from '../../../src/platform/auth/token/verified-tokens.js';
import { verifications } from '../../../src/platform/auth/auth.metrics.js';
import { useApi } from '../../support/api.js';
import { expectAcceptance } from '../../support/expect-refusal.js';
import { useIssuer } from '../../support/test-issuer.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer });
let defect: Error | undefined;

afterEach(() => void jest.restoreAllMocks());

/** What a defect does: it makes its error where it happens. */
const fail = () => {
  defect = new Error('a defect');
  throw defect;
};

describe('a defect', () => {
  it('while a token is accepted has its stack', async () => {
    jest.spyOn(VerifiedTokens.prototype, 'remember').mockImplementation(fail);
    const token = await issuer.token({ claims: { sub: 'not remembered' } });
    const { status, body } = await api.as(token).query('{ guarded }');
    expect([status, body.errors?.[0]?.message]).toEqual([500, 'Internal server error']);
    expect(defect?.stack).toMatch(/\n +at .*jwt\.strategy/);
  });

  it('while a token is refused has its stack', async () => {
    jest.spyOn(verifications, 'publish').mockImplementation(fail);
    const expired = await issuer.token({ claims: { exp: 1 } });
    expect((await api.as(expired).query('{ guarded }')).status).toBe(500);
    expect(defect?.stack).toMatch(/\n +at .*gql-auth\.guard/);
  });

  it('leaves the depth of later stacks as it was', async () => {
    const { stackTraceLimit } = Error;
    await api.as(await issuer.token({ claims: { exp: 1 } })).query('{ guarded }');
    expectAcceptance(await api.as(await issuer.token()).query('{ guarded }'));
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });
});

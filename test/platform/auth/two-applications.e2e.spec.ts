import { describe, expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';
import { expectAcceptance, expectRefusal } from '../../support/expect-refusal.js';
import { useIssuer } from '../../support/test-issuer.js';

const issuers = [useIssuer(), useIssuer({ audience: 'other' })] as const;
const apis = [useApi({ trusts: issuers[0] }), useApi({ trusts: issuers[1] })] as const;

describe('two applications in one process', () => {
  it.each([
    ['first', 0, 1],
    ['second', 1, 0],
  ] as const)('each trust their own issuer alone: the %s', async (_, own, other) => {
    const api = apis[own];
    expectAcceptance(await api.as(await issuers[own].token()).query('{ guarded }'));
    expectRefusal(
      await api.as(await issuers[other].token()).query('{ guarded }'),
      'unknown_issuer',
    );
  });

  it('serve 20 callers at once without mixing them up', async () => {
    const pairs = Array.from(
      { length: 20 },
      (_, index) => [index % 2, (index >> 1) % 2] as [0 | 1, 0 | 1],
    );
    const answers = await Promise.all(
      pairs.map(async ([api, issuer]) =>
        apis[api].as(await issuers[issuer].token()).query('{ guarded }'),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      pairs.map(([api, issuer]) => (api === issuer ? 200 : 401)),
    );
  });

  it('do not need each other', async () => {
    await apis[1].close();
    expectAcceptance(await apis[0].as(await issuers[0].token()).query('{ guarded }'));
  });
});

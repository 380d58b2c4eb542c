import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../../support/api.js';
import { expectAcceptance, expectRefusal } from '../../support/expect-refusal.js';
import { TestIssuer } from '../../support/test-issuer.js';

let issuers: TestIssuer[];
let apis: TestApi[];

beforeAll(async () => {
  issuers = await Promise.all([TestIssuer.start(), TestIssuer.start({ audience: 'other' })]);
  apis = [];
  for (const { url, audience } of issuers) {
    apis.push(await TestApi.start({ OIDC_ISSUER_URL: url, OIDC_AUDIENCE: audience }));
  }
});
afterAll(async () => {
  await Promise.all([...apis, ...issuers].map((one) => one.close()));
});

describe('two applications in one process', () => {
  it.each([
    ['first', 0],
    ['second', 1],
  ])('each trust their own issuer alone: the %s', async (_, own) => {
    const [api, mine, other] = [apis[own], issuers[own], issuers[1 - own]];
    expectAcceptance(await api!.as(await mine!.token()).query('{ guarded }'));
    expectRefusal(await api!.as(await other!.token()).query('{ guarded }'), 'unknown_issuer');
  });

  it('serve 20 callers at once without mixing them up', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const [api, issuer] = [apis[index % 2], issuers[(index >> 1) % 2]];
        return api!.as(await issuer!.token()).query('{ guarded }');
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      answers.map((_, index) => (index % 2 === (index >> 1) % 2 ? 200 : 401)),
    );
  });

  it('do not need each other', async () => {
    await apis.pop()?.close();
    expectAcceptance(await apis[0]!.as(await issuers[0]!.token()).query('{ guarded }'));
  });
});

import { describe, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { measureBlocking } from '../support/blocking.js';
import { useIssuer } from '../support/test-issuer.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [ProfileModule] });

describe('hostile metadata', () => {
  const query = 'mutation ($m: JSONObject!) { updateMyMetadata(metadata: $m) { id } }';
  const cases: [string, string][] = [
    ['a list of 50,000 levels', `{"m":{"a":${'['.repeat(45_000)}${']'.repeat(45_000)}}}`],
    ['an object of 15,000 levels', `{"m":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}`],
    ['a list of 50,000 levels for a string', `{"m":${'['.repeat(45_000)}${']'.repeat(45_000)}}`],
    [
      '10,000 keys',
      `{"m":{${Array.from({ length: 9_000 }, (_, index) => `"k${index}":1`).join()}}}`,
    ],
    ['90,000 letters', `{"m":{"a":"${'x'.repeat(90_000)}"}}`],
    [
      '10,000 variables',
      `{${Array.from({ length: 9_000 }, (_, index) => `"k${index}":1`).join()}}`,
    ],
  ];

  it.each(cases)('%s is refused without blocking other requests', async (_, variables) => {
    const authorization = `Bearer ${await issuer.token()}`;
    const { answer, blockedMs, controlMs } = await measureBlocking(() =>
      fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
      }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(blockedMs).toBeLessThan(controlMs);
  });
});

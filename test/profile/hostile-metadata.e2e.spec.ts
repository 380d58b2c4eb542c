import { describe, expect, it } from '@jest/globals';
import { checkMetadata } from '../../src/profile/metadata-rules.js';
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

  const repeated = (places: number) => {
    const keys = Array.from({ length: places }, (_, index) => `k${index}: $m`);
    return `mutation ($m: JSONObject!) { updateMyMetadata(metadata: { ${keys.join()} }) { id } }`;
  };

  it.each([
    [10, 'metadata is larger than 16 KiB.'],
    [200, 'Repeated variables limit of 10 exceeded, found 200.'],
  ])('a variable in %d places is refused by what they hold together', async (places, message) => {
    const m = { text: 'x'.repeat(2_000) };
    const { status, body } = await api.as(await issuer.token()).query(repeated(places), { m });
    expect([status, body.errors?.map((error) => error.message)]).toEqual([400, [message]]);
  });
});

it('metadata that is too large is refused before each key is looked at', () => {
  let reads = 0;
  const metadata = Object.defineProperty({ text: 'x'.repeat(20_000) }, 'counted', {
    enumerable: true,
    get: () => (reads += 1),
  });
  expect(() => checkMetadata(metadata)).toThrow('metadata is larger than 16 KiB.');
  // By the text of the whole.
  expect(reads).toBe(1);
});

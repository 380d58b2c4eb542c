import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { requests } from '../../../src/platform/http/http.metrics.js';
import { TestApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

/** An adopter who takes the deployment out takes this page out as well. */
const ifExplained = existsSync('docs/operations.md') ? it : (): void => undefined;

const SUBJECT = 'samlp|acme|alice@acme.com';
const SECRET = 'a-secret-of-the-operator-of-32-characters';

const issuer = useIssuer();

/** How an API of its own names that subject in the log. */
async function pseudonymOf(subject: string, secret = ''): Promise<string> {
  const names: (string | undefined)[] = [];
  const unsubscribe = requests.subscribe((record) => names.push(record.subject));
  const api = await TestApi.start({ ...issuer.env, LOG_PSEUDONYM_SECRET: secret });
  for (let count = 0; count < 2; count += 1) {
    await api.as(await issuer.token({ claims: { sub: subject } })).query('{ guarded }');
  }
  await api.close();
  unsubscribe();
  expect(names[1]).toBe(names[0]);
  return String(names[0]);
}

describe('the pseudonym of a caller', () => {
  it('cannot be guessed without the secret', async () => {
    const pseudonym = await pseudonymOf(SUBJECT);
    expect(pseudonym).toMatch(/^[\w-]{43}$/);
    for (const guess of [SUBJECT, JSON.stringify([issuer.url, SUBJECT]), issuer.url + SUBJECT]) {
      expect(createHash('sha256').update(guess).digest('base64url')).not.toBe(pseudonym);
    }
  });

  it('is another in each process without the setting', async () => {
    expect(await pseudonymOf(SUBJECT)).not.toBe(await pseudonymOf(SUBJECT));
  });

  it('is the same in each process with the setting, and another for another user', async () => {
    const pseudonym = await pseudonymOf(SUBJECT, SECRET);
    expect(await pseudonymOf(SUBJECT, SECRET)).toBe(pseudonym);
    expect(await pseudonymOf(`${SUBJECT}x`, SECRET)).not.toBe(pseudonym);
  });

  ifExplained('is computed by the command of docs/operations.md', async () => {
    const page = readFileSync('docs/operations.md', 'utf8');
    const [, script = ''] = /-- node -e '\n(.*?)\n' https:/s.exec(page) ?? [];
    const output = execFileSync(process.execPath, ['-e', script, issuer.url, SUBJECT], {
      env: { LOG_PSEUDONYM_SECRET: SECRET },
      encoding: 'utf8',
    });
    expect(output.trim()).toBe(await pseudonymOf(SUBJECT, SECRET));
  });
});

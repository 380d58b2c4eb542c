import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { TestIssuer } from '../../test/support/test-issuer.js';

export interface MintOptions {
  readonly count: number;
  /** How many different subjects they name. */
  readonly users: number;
  readonly expired?: boolean;
  readonly permissions?: readonly string[];
  readonly issuer: TestIssuer;
  readonly file: string;
}

/** A signature of RSA 2048 takes a third of a millisecond: two threads do. */
const THREADS = 2;
const DAY = 24 * 60 * 60;

/** Writes different tokens, one a line, all signed with the key that the issuer publishes. */
export async function mintTokens(options: MintOptions): Promise<void> {
  const share = Math.ceil(options.count / THREADS);
  const shares = Array.from({ length: THREADS }, (_, index) => index * share);
  const tokens = await Promise.all(
    shares.map((from) => mintShare(options, from, Math.min(share, options.count - from))),
  );
  writeFileSync(options.file, tokens.flat().join('\n'), { mode: 0o600 });
}

async function mintShare(options: MintOptions, from: number, count: number): Promise<string[]> {
  const { issuer, users, expired, permissions } = options;
  const now = Math.floor(Date.now() / 1000);
  const iat = expired ? now - 2 * DAY : now - 10;
  const worker = new Worker(new URL('./mint-worker.js', import.meta.url), {
    // Nothing of the parent's TypeScript loader is needed.
    execArgv: [],
    workerData: {
      from,
      count,
      users,
      permissions,
      key: issuer.key.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      header: { alg: 'RS256', typ: 'JWT', kid: issuer.key.kid },
      claims: {
        iss: issuer.issuer,
        aud: [issuer.audience, `${issuer.url}userinfo`],
        iat,
        exp: iat + DAY,
      },
    },
  });
  const [tokens] = (await once(worker, 'message')) as [string[]];
  return tokens;
}

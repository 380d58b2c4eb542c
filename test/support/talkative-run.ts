import fs from 'node:fs';
import { jest } from '@jest/globals';
// Loaded late by the logger: the mock below must not see how Jest compiles it.
import '../../src/platform/logging/readable-output.js';
import { TestApi, type Parts } from './api.js';
import { TestIssuer } from './test-issuer.js';

const CLIENT_SECRET = 'the-secret-of-the-management-application';
const EVIL = 'line one\n{"level":60,"msg":"forged"}\u001b[2J';
/** Parts of what callers send, none of which may be printed. */
export const CALLERS_WORDS = /-but-confidential|forged|\u001b\[2J|64f1c2a97b3e5d0018a4c9e1/;

/**
 * An API at log level `trace` that is asked with good, bad and hostile tokens.
 *
 * @returns what it printed, and the secrets and tokens that it was given
 */
export async function runTalkatively(
  parts: Parts,
  queries: readonly string[],
  NODE_ENV = 'production',
): Promise<{ output: string; confidential: string[] }> {
  const issuer = await TestIssuer.start();
  const printed = recordOutput();
  try {
    const api = await TestApi.start(
      {
        ...issuer.env,
        NODE_ENV,
        LOG_LEVEL: 'trace',
        AUTH0_CLIENT_ID: 'client',
        AUTH0_CLIENT_SECRET: CLIENT_SECRET,
        OIDC_ISSUER_URL: 'http://127.0.0.1:9/',
        OIDC_AUDIENCE: 'unreachable',
      },
      parts,
    );
    const tokens = await mintTokens(issuer);
    for (const token of [...tokens, 'opaque-but-confidential']) {
      for (const query of queries)
        await api.as(token).query(query, { password: 'variable-but-confidential' });
    }
    await fetch(`${api.url}?access_token=${tokens[0]}`, { headers: { cookie: `t=${tokens[0]}` } });
    await fetch(new URL(`/nowhere?token=${tokens[0]}`, api.url));
    await fetch(api.url, { method: 'POST', body: 'body-but-confidential' });
    await api.close();
    const parted = tokens.flatMap((token) => token.split('.').slice(1));
    return { output: printed(), confidential: [CLIENT_SECRET, ...parted] };
  } finally {
    jest.restoreAllMocks();
    await issuer.close();
  }
}

function mintTokens(issuer: TestIssuer): Promise<string[]> {
  return Promise.all([
    issuer.token(),
    issuer.token({ claims: { exp: 1 } }),
    issuer.token({ claims: { iss: EVIL, sub: EVIL } }),
    issuer.token({ header: { kid: EVIL } }),
    issuer.token({ claims: { iss: 'http://127.0.0.1:9/', aud: 'unreachable' } }),
    issuer.token({ claims: { permissions: ['read:users', 'read:probes'] } }),
  ]);
}

/** Records all output of this process, pino's included. */
function recordOutput(): () => string {
  let output = '';
  const record = (...[, data]: unknown[]) => {
    output += String(data);
    return Buffer.byteLength(String(data));
  };
  jest.spyOn(fs, 'writeSync').mockImplementation(record as never);
  jest.spyOn(process.stdout, 'write').mockImplementation((data) => Boolean(record(1, data)));
  jest.spyOn(process.stderr, 'write').mockImplementation((data) => Boolean(record(2, data)));
  return () => output;
}

/*
 * The one issuer of a run, in a process of its own: discovery and keys from the tests' issuer,
 * profiles from the local issuer's Management API. Steered by messages.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { createSigningKey } from '../../test/support/signing-key.js';
import { createUsers } from '../../test/support/tenant.js';
import { TestIssuer } from '../../test/support/test-issuer.js';
import { mintTokens } from './mint-tokens.js';

interface Message {
  readonly id: number;
  /** Tokens to mint: for so many users, into this file. */
  readonly mint?: {
    count: number;
    users: number;
    expired?: boolean;
    permissions?: readonly string[];
    file: string;
  };
  readonly close?: true;
}

const USERS = 1_000;

const folder = mkdtempSync(join(tmpdir(), 'bench-tenant-'));
const users = createUsers(USERS);
const local = await startLocalIssuer({ environment: 'test', dataFolder: folder, users });
const issuer = await TestIssuer.start({ keys: [await createSigningKey('RS256')] });

process.on('message', (message: Message) => {
  void handle(message).then((result) => process.send?.({ id: message.id, result }));
});
process.on('disconnect', () => void close());
process.send?.({
  ready: {
    ISSUER: issuer.issuer,
    AUDIENCE: issuer.audience,
    MANAGEMENT_URL: local.issuer,
    MANAGEMENT_ID: local.managementApplication.clientId,
    MANAGEMENT_SECRET: local.managementApplication.clientSecret,
  },
});

async function handle({ mint, close: isToClose }: Message): Promise<unknown> {
  if (isToClose) return close();
  return mint && mintTokens({ ...mint, issuer });
}

async function close(): Promise<void> {
  await Promise.allSettled([issuer.close(), local.close()]);
  rmSync(folder, { recursive: true, force: true });
  setImmediate(() => process.exit(0));
}

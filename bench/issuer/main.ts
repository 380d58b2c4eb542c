/*
 * The one issuer of a run, in a process of its own: discovery and keys from the tests' issuer,
 * profiles from the local issuer's Management API behind a delay and a limit. Steered by messages.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { createSigningKey } from '../../test/support/signing-key.js';
import { createUsers } from '../../test/support/tenant.js';
import { TestIssuer } from '../../test/support/test-issuer.js';
import { LimitedManagement, type Limit } from './limited-management.js';
import { mintTokens } from './mint-tokens.js';

interface Message {
  readonly id: number;
  readonly limit?: Limit | null;
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
const management = await LimitedManagement.start(local.issuer);
const issuer = await TestIssuer.start({ keys: [await createSigningKey('RS256')] });

process.on('message', (message: Message) => {
  void handle(message).then((result) => process.send?.({ id: message.id, result }));
});
process.on('disconnect', () => void close());
process.send?.({
  ready: {
    ISSUER: issuer.issuer,
    AUDIENCE: issuer.audience,
    MANAGEMENT_URL: management.url,
    MANAGEMENT_ID: local.managementApplication.clientId,
    MANAGEMENT_SECRET: local.managementApplication.clientSecret,
  },
});

async function handle({ limit, mint, close: isToClose }: Message): Promise<unknown> {
  if (isToClose) return close();
  if (mint) return mintTokens({ ...mint, issuer });
  if (limit !== undefined) management.limit = limit ?? undefined;
  return management.takeCounts();
}

async function close(): Promise<void> {
  await Promise.allSettled([issuer.close(), management.close(), local.close()]);
  rmSync(folder, { recursive: true, force: true });
  setImmediate(() => process.exit(0));
}

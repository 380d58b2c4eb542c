import { parseArgs } from 'node:util';
import { isRole, ROLE_NAMES, type Role } from '../roles.js';

export const USAGE = `Usage: npm run account -- COMMAND     (in a container: node dist/account.js COMMAND)

  list                 the newest accounts     [--role ROLE] [--subject S] [--issuer URL] [--limit 50]
  show                 one account and its history
  grant-role ROLE      ${ROLE_NAMES.join(' or ')}                       [--create]
  revoke-role ROLE
  suspend              --reason TEXT
  reinstate
  sign-out             revokes every access token that was issued until now
  erase                signs out and deletes the account and its history, for good

Every command but list names the account: --issuer URL --subject SUBJECT, or --id UUID.
--create makes the account of somebody who never signed in. --json prints JSON.`;

/** The arguments are wrong; the message says how, and which ones there are. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(problem: string) {
    super(`${problem}\n\n${USAGE}`);
  }
}

const OPTIONS = {
  issuer: { type: 'string' },
  subject: { type: 'string' },
  id: { type: 'string' },
  role: { type: 'string' },
  reason: { type: 'string' },
  limit: { type: 'string' },
  create: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export type Options = ReturnType<typeof parse>['values'];

/** @throws UsageError */
export function parseArguments(args: readonly string[]) {
  try {
    return parse(args);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError */
export function readRole(name: string | undefined): Role {
  if (name !== undefined && isRole(name)) return name;
  throw new UsageError(`The role must be one of ${ROLE_NAMES.join(', ')}.`);
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
}

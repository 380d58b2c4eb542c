import { createAccessChangeLog } from '../../platform/auth/index.js';
import type { Database, Queries } from '../../platform/database/index.js';

import { grantRole, reinstate, revokeRole, suspend } from '../account-changes.js';
import { erase, explainErasure } from '../account-erasure.js';
import { lockAccounts, type AccountsTransaction } from '../account-transaction.js';
import { readHistories } from '../account-events.js';
import { listAccounts } from '../account-list.js';
import { checkReason } from '../account-rules.js';
import { toAccount } from '../account.model.js';
import type { AccountRow } from '../accounts.table.js';
import { signOut } from '../sign-out.js';
import { parseArguments, readRole, USAGE, UsageError, type Options } from './arguments.js';
import { findTarget } from './find-target.js';
import { formatAccount, formatList } from './format.js';

const LIMIT = 50;
const MAXIMUM_LIMIT = 1_000;

type Change = (tx: AccountsTransaction, account: AccountRow) => Promise<unknown>;

/**
 * Does what `npm run account` was asked for, and returns what to print.
 *
 * @param recordedName the name in records of the issuer that the arguments name
 * @throws UsageError, and what the API itself would answer
 */
export async function runAccountCommand(
  args: readonly string[],
  openDatabase: () => Promise<Database>,
  recordedName = (issuer: string) => issuer,
): Promise<string> {
  const { values, positionals } = parseArguments(args);
  const options = values.issuer ? { ...values, issuer: recordedName(values.issuer) } : values;
  const [command, argument, ...rest] = positionals;
  if (options.help || command === undefined) return USAGE;
  if (rest.length > 0) throw new UsageError(`What is ${rest.join(' ')}?`);
  if (command === 'list') return list(await openDatabase(), options);
  if (command === 'show') return (await openDatabase()).run((db) => show(db, options));
  if (command === 'erase') return eraseAccount(await openDatabase(), options);
  const change = readChange(command, argument, options);
  const database = await openDatabase();
  const log = await createAccessChangeLog(database);
  return log.transaction(async (begun) => {
    const tx = await lockAccounts(begun);
    const account = await findTarget(tx.db, options);
    await change(tx, account);
    return show(tx.db, { ...options, id: account.id });
  });
}

async function eraseAccount(database: Database, options: Options): Promise<string> {
  const log = await createAccessChangeLog(database);
  const erased = log.transaction(async (begun) => {
    const tx = await lockAccounts(begun);
    const account = await findTarget(tx.db, { ...options, create: false });
    await erase(tx, account);
    return `Erased the account ${account.id}. Delete the user at the issuer as well.`;
  });
  return erased.catch((error: unknown) => {
    throw explainErasure(error);
  });
}

function readChange(command: string, argument: string | undefined, options: Options): Change {
  switch (command) {
    case 'grant-role': {
      const role = readRole(argument);
      return (tx, { id }) => grantRole(tx, id, role);
    }
    case 'revoke-role': {
      const role = readRole(argument);
      return (tx, { id }) => revokeRole(tx, id, role);
    }
    case 'suspend': {
      const { reason } = options;
      if (reason === undefined) throw new UsageError('Say why: --reason TEXT.');
      checkReason(reason);
      return (tx, { id }) => suspend(tx, id, reason);
    }
    case 'sign-out':
      return signOut;
    case 'reinstate':
      return (tx, { id }) => reinstate(tx, id);
    default:
      throw new UsageError(`There is no command ${command}.`);
  }
}

async function list(database: Database, options: Options): Promise<string> {
  const { issuer, subject, role, limit = String(LIMIT), json } = options;
  const isLimit = /^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= MAXIMUM_LIMIT;
  if (!isLimit) throw new UsageError(`--limit must be a number from 1 to ${MAXIMUM_LIMIT}.`);
  const filter = {
    ...(issuer === undefined ? {} : { issuer }),
    ...(subject === undefined ? {} : { subject }),
    ...(role === undefined ? {} : { role: readRole(role) }),
  };
  const rows = await database.run((db) => listAccounts(db, filter, undefined, Number(limit)));
  const accounts = rows.map(toAccount);
  return json ? toJson(accounts) : formatList(accounts);
}

async function show(db: Queries, options: Options): Promise<string> {
  const account = toAccount(await findTarget(db, { ...options, create: false }));
  const history = (await readHistories(db, [account.id])).get(account.id) ?? [];
  return options.json ? toJson({ ...account, history }) : formatAccount(account, history);
}

function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

import { DriverError } from './driver-error.js';

const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address: start PostgreSQL, or correct the host and port',
  ENOTFOUND: 'its host name is unknown: correct the host',
  EAI_AGAIN: 'its host name cannot be resolved: correct the host, or mend the name server',
  ETIMEDOUT: 'it did not answer in time: correct the host and port, or open the firewall',
  ECONNRESET: 'it closed the connection: correct the host and port, or wait until it has started',
  '28000': 'it refuses the user: correct the user, or allow it in pg_hba.conf',
  '28P01': 'it refuses the password: correct the user and the password',
  '3D000': 'the database does not exist: create it, or correct its name',
  '42501': 'the user lacks a right: grant it CREATE on the schema and its rights on the tables',
  '53300': 'it has no connection left: lower DATABASE_POOL_SIZE, or raise max_connections',
  '57P03': 'it is starting up or shutting down: wait',
};

/** By what pg, Node and OpenSSL say, where they have no code of their own. */
const BY_TEXT: readonly (readonly [text: string, remedy: string])[] = [
  // PgBouncer, of `statement_timeout`; docs/operations.md has its settings.
  [
    'unsupported startup parameter',
    'the pooler in front of it refuses our timeouts: set its ignore_startup_parameters',
  ],
  ['timeout', 'it did not answer in time: correct the host and port, or open the firewall'],
  ['does not support SSL', 'it offers no TLS: switch TLS on there, or set sslmode=disable'],
  ['password must be', 'it asks for a password: add one'],
  ['terminated unexpectedly', 'it closed the connection: check that it is PostgreSQL'],
];

const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;

/**
 * Why PostgreSQL cannot be used, and the remedy. Continues a sentence about `DATABASE_URL`, and
 * holds nothing of it.
 */
export function explainConnectionError(error: unknown): string {
  const driver = new DriverError(error);
  const code = driver.code ?? '';
  const remedy = REMEDIES[code] ?? BY_TEXT.find(([text]) => driver.says(text))?.[1];
  if (remedy) return remedy;
  if (UNTRUSTED.test(code)) {
    return `its certificate is not trusted (${code}): name its authority in sslrootcert`;
  }
  return `it cannot be used${code ? ` (${code})` : ''}: check that the address is that of PostgreSQL`;
}

import { generateKeyPair, generateProof } from 'dpop';
import { decodeJwt } from 'jose';
import { Nonces } from '../../src/platform/auth/dpop/nonces.js';
import type { Environment } from '../configured-provider.js';
import { portOf } from '../ports.js';
import { findQueries } from '../start/schema-fields.js';
import { UserError } from '../user-error.js';
import type { TokenArguments } from './token-arguments.js';

/** With a key of its own where the token shall be bound to one. It lives as long as the command. */
export async function withKey(wanted: TokenArguments): Promise<TokenArguments> {
  return wanted.isBound ? { ...wanted, keyPair: await generateKeyPair('ES256') } : wanted;
}

/**
 * A curl line with a bound token and a proof of its key, which is good for one request within a minute
 * (RFC 9449).
 */
export async function boundRequest(
  env: Environment,
  { keyPair, discover }: TokenArguments,
  accessToken: string,
): Promise<string> {
  if (!keyPair || decodeJwt(accessToken)['cnf'] === undefined) {
    throw new UserError(
      'The provider gave a bearer token: switch DPoP on for the application or the API there.',
    );
  }
  const port = portOf(env, 'PORT', 3000);
  const url = (discover ?? env['PUBLIC_URL']?.trim()) || `http://127.0.0.1:${port}/graphql`;
  const secret = env['DPOP_NONCE_SECRET']?.trim();
  const nonce = secret ? new Nonces(secret).current : undefined;
  const proof = await generateProof(keyPair, url, 'POST', nonce, accessToken);
  const queries = await findQueries();
  const query = queries?.has('secret') === false ? '{ __typename }' : '{ secret }';
  return [
    `curl -s ${url} -H 'content-type: application/json'`,
    `-H 'authorization: DPoP ${accessToken}'`,
    `-H 'dpop: ${proof}'`,
    `-d '${JSON.stringify({ query })}'`,
  ].join(' ');
}

import { generateKeyPair, generateProof } from 'dpop';
import { decodeJwt } from 'jose';
import { Nonces } from '../../src/platform/auth/dpop/nonces.js';
import type { Environment } from '../configured-provider.js';
import { portOf } from '../ports.js';
import { findQueries } from '../start/schema-fields.js';
import { UserError } from '../user-error.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenArguments } from './token-arguments.js';

/**
 * A curl line with a bound token and a proof of its key, which is good for one request within a minute
 * (RFC 9449). The key lives as long as the command.
 *
 * @param obtain asks the issuer for the token
 */
export async function dpopRequest(
  env: Environment,
  wanted: TokenArguments,
  obtain: (wanted: TokenArguments) => Promise<Pick<ObtainedToken, 'accessToken'>>,
): Promise<string> {
  const keyPair = await generateKeyPair('ES256');
  const { accessToken } = await obtain({ ...wanted, keyPair });
  if (decodeJwt(accessToken)['cnf'] === undefined) {
    throw new UserError(
      'The provider gave a bearer token: switch DPoP on for the application or the API there.',
    );
  }
  const port = portOf(env, 'PORT', 3000);
  const url = (wanted.discover ?? env['PUBLIC_URL']?.trim()) || `http://127.0.0.1:${port}/graphql`;
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

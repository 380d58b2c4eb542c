import { parseIssuerAddress, withTrailingSlash } from '../src/config/address.js';
import type { Environment } from './configured-provider.js';
import { machineToken } from './machine-token.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenArguments } from './token-arguments.js';
import { UserError } from './user-error.js';

/** An access token of the Auth0 tenant in the environment, by client credentials. */
export async function auth0Token(
  env: Environment,
  { isMachine }: TokenArguments,
): Promise<ObtainedToken> {
  const issuer = parseIssuerAddress(env['AUTH0_DOMAIN']?.trim() ?? '');
  const [audience, clientId, clientSecret] = [
    env['AUTH0_AUDIENCE']?.trim(),
    env['AUTH0_CLIENT_ID']?.trim(),
    env['AUTH0_CLIENT_SECRET']?.trim(),
  ];
  if (!isMachine || !issuer || !audience || !clientId || !clientSecret) {
    throw new UserError(
      'A provider is configured, so there are no demo users to sign in. With AUTH0_DOMAIN, ' +
        'AUTH0_AUDIENCE, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET set, `npm run -s token -- ' +
        '--machine` asks that tenant for a token; without any provider, the local issuer gives one.',
    );
  }
  const request = { issuer: withTrailingSlash(issuer), clientId, clientSecret, audience };
  const { access_token: accessToken } = await machineToken(request);
  return { owner: `the application ${clientId}`, audience, accessToken };
}

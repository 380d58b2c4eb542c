import type { Environment } from '../configured-provider.js';
import { authActionMachineToken } from './authaction-machine-token.js';
import { browserLogin } from './browser-login.js';
import { checkToken } from './check-token.js';
import { machineToken } from './machine-token.js';
import { leftOutOf, type ObtainedToken } from './obtained-token.js';
import { readProvider, type Provider } from './provider.js';
import type { TokenArguments } from './token-arguments.js';
import { UserError } from '../user-error.js';

/** An access token of the provider in the environment, for an application or by a browser login. */
export async function providerToken(
  env: Environment,
  wanted: TokenArguments,
  show?: (start: URL) => void,
): Promise<ObtainedToken> {
  refuseDemoUser(wanted);
  const obtained = await obtainToken(readProvider(env, wanted.provider), wanted, show);
  checkToken(obtained);
  return obtained;
}

export function obtainToken(
  provider: Provider,
  wanted: TokenArguments,
  show?: (start: URL) => void,
): Promise<ObtainedToken> {
  return wanted.isMachine ? forApplication(provider, wanted) : browserLogin(provider, wanted, show);
}

/** Demo users, and permissions for the asking, are those of the local issuer. */
export function refuseDemoUser({ user, permissions }: TokenArguments): void {
  if (user) {
    throw new UserError(
      `A provider is configured, so there is no demo user ${user}: leave the name out, and ` +
        'sign in with a browser.',
    );
  }
  if (permissions.length === 0) return;
  throw new UserError(
    '--permission is for demo users of the local issuer. At a provider, give the user a role or a ' +
      'scope there.',
  );
}

async function forApplication(
  provider: Provider,
  { scope, keyPair }: TokenArguments,
): Promise<ObtainedToken> {
  const { kind, issuer, audience, machine } = provider;
  const { clientId, clientSecret } = machine;
  if (!clientId || !clientSecret) {
    throw new UserError(
      'Set TOKEN_MACHINE_CLIENT_ID and TOKEN_MACHINE_CLIENT_SECRET to an application that may ask ' +
        `${issuer} for tokens of its own (client credentials) for ${audience}.`,
    );
  }
  const request = { issuer, clientId, clientSecret, audience, keyPair, ...(scope && { scope }) };
  const tokens = await (kind === 'authaction'
    ? authActionMachineToken(request)
    : machineToken(request));
  const leftOut = scope ? leftOutOf(scope, tokens.scope) : [];
  const { access_token: accessToken } = tokens;
  return { owner: `the application ${clientId}`, audience, accessToken, leftOut };
}

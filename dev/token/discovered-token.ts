import { withTrailingSlash } from '../../src/platform/config/issuer-url.js';
import { hasOwnProvider, type Environment } from '../configured-provider.js';
import { issuerPortOf } from '../start/addresses.js';
import { UserError } from '../user-error.js';
import { localToken } from './local-token.js';
import type { ObtainedToken } from './obtained-token.js';
import { printableLine } from '../../src/platform/logging/printable.js';
import { readProtectedResource } from './protected-resource.js';
import { applicationsOf, readIssuers, type Provider } from './provider.js';
import { obtainToken, refuseDemoUser } from './provider-token.js';
import type { TokenArguments } from './token-arguments.js';

/** An access token for any API that publishes protected resource metadata (RFC 9728). */
export async function discoveredToken(
  env: Environment,
  address: string,
  wanted: TokenArguments,
  { show, say = console.error }: { show?: (start: URL) => void; say?: (line: string) => void } = {},
): Promise<ObtainedToken> {
  const { issuers, scopes } = await readProtectedResource(address);
  const issuer = wanted.issuer === undefined ? issuers[0] : findIssuer(issuers, wanted.issuer);
  say(`${address} accepts tokens of ${printableLine(issuers.join(' and of '))}.`);
  if (scopes.length > 0) say(`It asks for these permissions: ${printableLine(scopes.join(', '))}.`);
  const port = issuerPortOf(env);
  if (isSameIssuer(issuer, `http://127.0.0.1:${port}/`)) return localToken(port, wanted, address);
  refuseDemoUser(wanted);
  return obtainToken(providerAt(issuer, address, env), wanted, show);
}

function providerAt(issuer: string, address: string, env: Environment): Provider {
  const configured = hasOwnProvider(env) ? readIssuers(env) : [];
  const known = configured.find(({ address }) => isSameIssuer(address, issuer));
  const provider = { kind: 'oidc', issuer, audience: address, ...applicationsOf(env) } as const;
  // The tools are a resource of their own, whose address is the audience.
  const isOfTools = env['MCP_URL']?.trim() === address;
  if (known) {
    return { ...provider, kind: known.kind, audience: isOfTools ? address : known.audience };
  }
  for (const variable of ['TOKEN_CLIENT_SECRET', 'TOKEN_MACHINE_CLIENT_SECRET']) {
    if (env[variable]?.trim()) refuseSecret(variable, issuer);
  }
  return provider;
}

/** The API names the issuer, so a stranger's API could collect the secrets of this project. */
function refuseSecret(variable: string, issuer: string): never {
  throw new UserError(
    `${variable} is only sent to an issuer that the environment configures, and ${printableLine(issuer)} ` +
      'is not one. Configure it with OIDC_ISSUER_URL and OIDC_AUDIENCE, or unset the secret.',
  );
}

function findIssuer(issuers: readonly string[], wanted: string): string {
  const found = issuers.find((issuer) => isSameIssuer(issuer, wanted));
  if (found) return found;
  throw new UserError(
    `The API does not accept tokens of ${wanted}, only of ${printableLine(issuers.join(' and of '))}.`,
  );
}

function isSameIssuer(one: string, other: string): boolean {
  return withTrailingSlash(one) === withTrailingSlash(other);
}

import type { Environment } from '../configured-provider.js';
import type { LocalIssuer } from '../local-issuer/local-issuer.js';
import { startLocalIssuer } from '../local-issuer/start-local-issuer.js';
import type { Addresses } from './addresses.js';
import { lifetimeOf } from './check-settings.js';
import { toolsUrlOf } from './tools-url.js';

/** The local issuer beside the API. */
export function startIssuer(
  env: Environment,
  { api, issuerPort }: Addresses,
): Promise<LocalIssuer> {
  const seconds = lifetimeOf(env);
  return startLocalIssuer({
    ...(seconds && { accessTokenSeconds: seconds }),
    environment: env['NODE_ENV'],
    port: issuerPort,
    apiUrl: api.url,
    toolsUrl: toolsUrlOf(env, api),
    allowedOrigins: [api.origin, api.origin.replace('127.0.0.1', 'localhost')],
  });
}

/** What makes the API trust the local issuer. */
export function settingsFor(issuer: LocalIssuer | undefined): Readonly<Record<string, string>> {
  if (!issuer) return {};
  return {
    AUTH0_DOMAIN: issuer.issuer,
    AUTH0_AUDIENCE: issuer.audience,
    AUTH0_CLIENT_ID: issuer.managementApplication.clientId,
    AUTH0_CLIENT_SECRET: issuer.managementApplication.clientSecret,
    // Its logout tokens are for the application that the user signed in at.
    AUTH0_ALLOWED_CLIENTS: [
      issuer.browserApplication.clientId,
      issuer.machineApplication.clientId,
    ].join(','),
  };
}

import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { redirectUris } from './provider/clients.js';
import { UserError } from '../user-error.js';
import { listenOnLoopback } from './http/listen.js';
import { loadOidcProvider } from './provider/load-oidc-provider.js';
import { DEFAULT_AUDIENCE, type LocalIssuer, type LocalIssuerOptions } from './local-issuer.js';
import type { ProviderParts } from './provider/provider-configuration.js';
import { managementAudienceOf } from './provider/resource-servers.js';
import { createServing } from './provider/serve-provider.js';
import { loadTenant, type Tenant } from './storage/tenant.js';

const AUTH0_DEFAULT_LIFETIME = 24 * 60 * 60;
const CLIENTS_NOTICE_MS = 10;

/** Starts an OpenID provider on loopback that behaves like an Auth0 tenant with demo users. */
export async function startLocalIssuer(options: LocalIssuerOptions): Promise<LocalIssuer> {
  refuseProduction(options.environment);
  const library = await loadOidcProvider();
  const tenant = await loadTenant(options);
  const { server, port } = await listenOnLoopback(options.port ?? 0);
  const parts = createParts(options, tenant, port);
  const { allowedOrigins = [], middleware = [] } = options;
  const access = { port, allowedOrigins, middleware };
  const serve = createServing(server, library, { ...parts, ...access });
  serve();
  return { ...describe(parts), users: tenant.users, rotateKeys, close };

  async function rotateKeys({ keepOld } = { keepOld: true }): Promise<void> {
    await tenant.keys.rotate({ keepOld });
    serve();
  }

  async function close(): Promise<void> {
    await closeServer(server);
    tenant.sessions.flush();
  }
}

function refuseProduction(environment: string | undefined): void {
  if (environment !== 'production') return;
  throw new UserError(
    'The local issuer does not start with NODE_ENV=production: its passwords are public. ' +
      'Configure a real provider instead, for example AUTH0_DOMAIN and AUTH0_AUDIENCE.',
  );
}

function createParts(options: LocalIssuerOptions, tenant: Tenant, port: number): ProviderParts {
  return {
    ...tenant,
    issuer: `http://127.0.0.1:${port}/`,
    audience: options.audience ?? DEFAULT_AUDIENCE,
    accessTokenSeconds: options.accessTokenSeconds ?? AUTH0_DEFAULT_LIFETIME,
    apiUrl: options.apiUrl,
    toolsUrl: options.toolsUrl,
  };
}

function describe({ issuer, audience, toolsUrl, applications }: ProviderParts) {
  return {
    issuer,
    audience,
    toolsUrl,
    managementAudience: managementAudienceOf(issuer),
    browserApplication: { ...applications.browser, redirectUris: redirectUris(issuer) },
    machineApplication: applications.machine,
    managementApplication: applications.management,
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
  // A client in this process would send its next request into a connection that is just closing.
  await sleep(CLIENTS_NOTICE_MS);
}

import type { OidcContext } from 'oidc-provider';
import type { OidcProviderModule } from './load-oidc-provider.js';
import type { ResourceServer } from './resource-servers.js';
import { extraPermissions } from './extra-permissions.js';
import { OIDC_SCOPES } from './standard-claims.js';

type OidcErrors = OidcProviderModule['errors'];

/** Auth0's `audience` parameter on top of oidc-provider's resource indicators (RFC 8707). */
export function createResourceIndicators(servers: readonly ResourceServer[], errors: OidcErrors) {
  const denied = (description: string) =>
    Object.assign(new errors.CustomOIDCProviderError('access_denied', description), {
      statusCode: 403,
    });

  return {
    enabled: true,
    useGrantedResource: () => true,
    defaultResource: (ctx: OidcContext, _client: unknown, oneOf?: unknown) => {
      const audience = oneOf ?? ctx.oidc.params['audience'] ?? ctx.oidc.body?.['audience'];
      if (audience === undefined && isClientCredentials(ctx)) {
        throw denied('No audience parameter was provided, and no default audience is configured');
      }
      return audience;
    },
    getResourceServerInfo: (ctx: OidcContext, resource: string) => {
      const server = servers.find(({ audience, address }) =>
        [audience, address].includes(resource),
      );
      if (!server) throw denied(`Service not found: ${resource}`);
      const extra = extraPermissions(ctx.oidc);
      if (!isClientCredentials(ctx)) {
        // At the token endpoint the scopes that the user was granted.
        const granted = ctx.oidc.entities.Grant?.getResourceScope(resource).split(' ') ?? [];
        return describe(server, [...OIDC_SCOPES, ...server.scopes, ...extra, ...granted]);
      }
      const own = server.clientGrants[ctx.oidc.client.clientId];
      if (!own) throw denied(`Client is not authorized to access "${resource}".`);
      const granted = [...own, ...extra];
      // Auth0 gives an application all of its scopes where the request names none.
      ctx.oidc.params['scope'] ??= granted.join(' ');
      return describe(server, granted);
    },
  };
}

function describe({ audience }: ResourceServer, scopes: readonly string[]) {
  return { audience, scope: scopes.join(' '), accessTokenFormat: 'jwt' };
}

function isClientCredentials(ctx: OidcContext): boolean {
  return ctx.oidc.params['grant_type'] === 'client_credentials';
}

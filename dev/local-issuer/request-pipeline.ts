import type { Middleware, Provider } from 'oidc-provider';
import { createAccessTokenVerifier } from './provider/access-token-verifier.js';
import { createCors } from './http/cors.js';
import { createGraphiqlPage } from './pages/graphiql-page.js';
import { createExpiredToken } from './pages/expired-token.js';
import { createHostGuard } from './http/host-guard.js';
import { acceptJsonTokenRequests } from './provider/json-token-request.js';
import { createLogin } from './provider/login.js';
import { acceptLegacyLogout } from './provider/logout.js';
import { createManagementApi } from './management/management-api.js';
import { grantOfflineAccess } from './provider/offline-access.js';
import type { ProviderParts } from './provider/provider-configuration.js';
import { managementAudienceOf, permissionsOf } from './provider/resource-servers.js';
import { createStaticFiles } from './pages/static-files.js';
import { createTryItPage } from './pages/try-it-page.js';
import { createUserinfo } from './provider/userinfo.js';

/** What the steps of the pipeline work with. */
export interface PipelineOptions extends ProviderParts {
  readonly port: number;
  readonly allowedOrigins: readonly string[];
  /** Steps of a test, which come before those of the issuer. */
  readonly middleware: readonly Middleware[];
  readonly provider: () => Provider;
}

/** What a request passes, in this order, before oidc-provider sees it. */
export function createPipeline(options: PipelineOptions): readonly Middleware[] {
  const { issuer, users } = options;
  const page = {
    ...options,
    clientId: options.applications.browser.clientId,
    permissions: () => permissionsOf(options),
  };
  const verify = createAccessTokenVerifier(issuer, options.keys);
  const verifyAny = createAccessTokenVerifier(issuer, options.keys, { takesBound: true });
  return [
    createHostGuard(options.port),
    createCors([new URL(issuer).origin, ...options.allowedOrigins]),
    ...options.middleware,
    createTryItPage(page, users),
    createGraphiqlPage(page, users),
    createStaticFiles(),
    // The page that asks for it shows an expired token, and no more.
    createExpiredToken({ ...options, verify: verifyAny }),
    createLogin(options.provider, users),
    acceptLegacyLogout,
    grantOfflineAccess,
    acceptJsonTokenRequests,
    createUserinfo(issuer, verify, users),
    createManagementApi({ audience: managementAudienceOf(issuer), users, verify }),
  ];
}

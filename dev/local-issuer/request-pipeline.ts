import type { Middleware, Provider } from 'oidc-provider';
import { createAccessTokenVerifier } from './access-token-verifier.js';
import { createCors } from './cors.js';
import { createExpiredToken } from './expired-token.js';
import { createFaultInjection } from './fault-injection.js';
import type { Faults } from './faults.js';
import { createHostGuard } from './host-guard.js';
import { acceptJsonTokenRequests } from './json-token-request.js';
import { createLogin } from './login.js';
import { acceptLegacyLogout } from './logout.js';
import type { MachineTokenRevocation } from './machine-token-revocation.js';
import { createManagementApi } from './management-api.js';
import { grantOfflineAccess } from './offline-access.js';
import type { ProviderParts } from './provider-configuration.js';
import type { RequestCounters } from './request-counters.js';
import { managementAudienceOf } from './resource-servers.js';
import { createStaticFiles } from './static-files.js';
import { createTryItPage } from './try-it-page.js';
import { createUserinfo } from './userinfo.js';

/** What the steps of the pipeline work with. */
export interface PipelineOptions extends ProviderParts {
  readonly port: number;
  readonly allowedOrigins: readonly string[];
  readonly apiUrl: string | undefined;
  readonly counters: RequestCounters;
  readonly faults: Faults;
  readonly revocation: MachineTokenRevocation;
  readonly provider: () => Provider;
}

/** What a request passes, in this order, before oidc-provider sees it. */
export function createPipeline(options: PipelineOptions): readonly Middleware[] {
  const { issuer, users, revocation } = options;
  const verify = createAccessTokenVerifier(issuer, options.keys);
  return [
    createHostGuard(options.port),
    createCors([new URL(issuer).origin, ...options.allowedOrigins]),
    options.counters.middleware,
    createFaultInjection(options.faults),
    createTryItPage({ ...options, clientId: options.applications.browser.clientId }),
    createStaticFiles(),
    createExpiredToken({ ...options, verify }),
    createLogin(options.provider, users),
    acceptLegacyLogout,
    grantOfflineAccess,
    revocation.middleware,
    acceptJsonTokenRequests,
    createUserinfo(issuer, verify, users),
    createManagementApi({
      audience: managementAudienceOf(issuer),
      users,
      verify,
      isRevoked: revocation.isRevoked,
    }),
  ];
}

import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Metrics } from '../telemetry/metrics.js';
import { declareRevocationMetrics } from './revocation/revocation.metrics.js';
import { declareAuthMetrics } from './auth.metrics.js';
import { Database } from '../database/database.js';
import { AccessChanges } from './revocation/access-changes.js';
import { RecordedRevocations } from './revocation/recorded-revocations.js';
import { AccessChangeLog } from './revocation/access-change-log.js';
import { createAccessChangeLog } from './revocation/create-access-change-log.js';
import { Revocations } from './revocation/revocations.js';
import { AccessChangeFeed } from './revocation/access-change-feed.js';
import { BackchannelLogout } from './revocation/backchannel-logout.js';
import { GqlAuthGuard } from './gql-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Permissions } from './access/permissions.js';
import { PlatformGuards } from './access/platform-guards.js';
import { PointsGuard } from './access/points.guard.js';
import { AccessGuard } from './access/access.guard.js';
import { ProtectedResourceController } from './access/protected-resource.controller.js';
import { ProtectedResources } from './access/protected-resources.js';
import { RefusalHints } from './refusals/refusal-hints.js';
import { TrustedIssuers } from './issuers/trusted-issuers.js';
import { ClaimsRules } from './token/claims-rule.js';
import { VerifiedTokens } from './token/verified-tokens.js';

/**
 * The guards of every resolver and route, in this order. `PlatformModule` provides them: Nest runs global
 * guards in the order of its modules, and those of a feature come after, so that they know the caller.
 */
export const GUARDS = [
  { provide: APP_GUARD, useExisting: GqlAuthGuard },
  // Before a missing permission is refused: that is paid for as well.
  { provide: APP_GUARD, useExisting: PointsGuard },
  { provide: APP_GUARD, useExisting: AccessGuard },
];

/** Identifies the caller, and judges what it may do. Every module may inject `Permissions`. */
@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [ProtectedResourceController],
  providers: [
    { provide: AccessChangeLog, inject: [Database], useFactory: createAccessChangeLog },
    AccessChangeFeed,
    AccessChanges,
    RecordedRevocations,
    Revocations,
    BackchannelLogout,
    ProtectedResources,
    TrustedIssuers,
    VerifiedTokens,
    ClaimsRules,
    JwtStrategy,
    Permissions,
    RefusalHints,
    AccessGuard,
    GqlAuthGuard,
    PointsGuard,
    PlatformGuards,
  ],
  exports: [
    AccessChangeFeed,
    AccessChanges,
    AccessGuard,
    GqlAuthGuard,
    Permissions,
    PointsGuard,
    ProtectedResources,
    RecordedRevocations,
    Revocations,
    TrustedIssuers,
  ],
})
export class AuthModule {
  constructor(metrics: Metrics, revocations: Revocations, feed: AccessChangeFeed) {
    declareAuthMetrics(metrics);
    declareRevocationMetrics(metrics, revocations, feed);
  }
}

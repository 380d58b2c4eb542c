import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { Metrics } from '../telemetry/metrics.js';
import { declareRevocationMetrics } from './access-changes/revocation.metrics.js';
import { declareAuthMetrics } from './auth.metrics.js';
import { Database } from '../database/database.js';
import { AccessChangeLog } from './access-changes/access-change-log.js';
import { createAccessChangeLog } from './access-changes/create-access-change-log.js';
import { Revocations } from './access-changes/revocations.js';
import { AccessChangeFeed } from './access-changes/access-change-feed.js';
import { BackchannelLogout } from './backchannel-logout/backchannel-logout.js';
import { GqlAuthGuard } from './gql-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { Permissions } from './permissions.js';
import { AccessGuard } from './access.guard.js';
import { ProtectedResourceController } from './protected-resource/protected-resource.controller.js';
import { SchemaPermissions } from './protected-resource/schema-permissions.js';
import { RefusalHints } from './refusal-hints.js';
import { TrustedIssuers } from './trusted-issuers.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Identifies the caller, and protects every resolver by default. */
@Module({
  imports: [DiscoveryModule],
  controllers: [ProtectedResourceController],
  providers: [
    { provide: AccessChangeLog, inject: [Database], useFactory: createAccessChangeLog },
    AccessChangeFeed,
    Revocations,
    BackchannelLogout,
    SchemaPermissions,
    TrustedIssuers,
    VerifiedTokens,
    JwtStrategy,
    Permissions,
    RefusalHints,
    AccessGuard,
    GqlAuthGuard,
    { provide: APP_GUARD, useExisting: GqlAuthGuard },
    { provide: APP_GUARD, useExisting: AccessGuard },
  ],
  exports: [
    AccessChangeFeed,
    AccessChangeLog,
    AccessGuard,
    GqlAuthGuard,
    Permissions,
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

import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { AccessChangeFeed } from '../auth/revocation/access-change-feed.js';
import { TrustedIssuers } from '../auth/issuers/trusted-issuers.js';
import { Overload } from '../http/overload/overload.js';
import { ShutdownState } from '../http/graceful-shutdown.js';

/** Says whether this process can serve, and what is missing; contains no address and no name. */
@Injectable()
export class ReadinessIndicators {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly issuers: TrustedIssuers,
    private readonly changes: AccessChangeFeed,
    private readonly shutdownState: ShutdownState,
    private readonly overload: Overload,
  ) {}

  /** Without any issuer's keys no token can be judged. */
  signingKeys(): HealthIndicatorResult {
    const indicator = this.indicators.check('signingKeys');
    if (this.issuers.isAnyReady) return indicator.up();
    // No request arrives before the process is ready, so the probe starts the next attempt.
    this.issuers.warm();
    return indicator.down("No trusted issuer's signing keys could be fetched yet.");
  }

  /** Without the list of revocations, a revoked token would be accepted. */
  revocations(): HealthIndicatorResult {
    const indicator = this.indicators.check('revocations');
    return this.changes.isReady
      ? indicator.up()
      : indicator.down('The list of revocations could not be read yet.');
  }

  process(): HealthIndicatorResult {
    const indicator = this.indicators.check('process');
    if (this.shutdownState.isShuttingDown) return indicator.down('Shutting down.');
    return this.overload.isSustained ? indicator.down('Overloaded.') : indicator.up();
  }
}

import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { TrustedIssuers } from '../auth/trusted-issuers.js';
import { ShutdownState } from '../http/shutdown-state.js';

/** What this process needs before it is of use. Says what is missing, and no address or name. */
@Injectable()
export class ReadinessIndicators {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly issuers: TrustedIssuers,
    private readonly shutdownState: ShutdownState,
  ) {}

  /** Without any issuer's keys no token can be judged. */
  signingKeys(): HealthIndicatorResult {
    const indicator = this.indicators.check('signingKeys');
    if (this.issuers.isAnyReady) return indicator.up();
    // Nobody sends requests here before it is ready, so nobody else would ask again.
    this.issuers.warm();
    return indicator.down("No trusted issuer's signing keys could be fetched yet.");
  }

  process(): HealthIndicatorResult {
    const indicator = this.indicators.check('process');
    return this.shutdownState.isShuttingDown ? indicator.down('Shutting down.') : indicator.up();
  }
}

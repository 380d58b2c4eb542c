import { Controller, Get } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../auth/public.decorator.js';
import { ReadinessIndicators } from './readiness.indicators.js';

/** A prober that is refused would take a healthy replica out of service. */
const UNLIMITED = { rateLimit: false };

/** For the orchestrator's probes. */
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: ReadinessIndicators,
  ) {}

  /** 200 while the process answers at all; a failure means: restart it. */
  @Get('live')
  @RouteConfig(UNLIMITED)
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** 200 while the process can serve; 503 says what is missing, and means: send nothing here now. */
  @Get('ready')
  @RouteConfig(UNLIMITED)
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.indicators.process(),
      () => this.indicators.signingKeys(),
    ]);
  }
}

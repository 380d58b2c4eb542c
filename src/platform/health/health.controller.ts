import {
  Catch,
  Controller,
  Get,
  ServiceUnavailableException,
  UseFilters,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access/public.decorator.js';
import { ReadinessIndicators } from './readiness.indicators.js';

/** A refused probe would take a healthy replica out of service. */
const UNLIMITED = { rateLimit: false };

/** Terminus says by an exception what is missing; the error contract would mask its body. */
@Catch(ServiceUnavailableException)
class ProbeFilter implements ExceptionFilter {
  catch(exception: ServiceUnavailableException, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(exception.getStatus()).send(exception.getResponse());
  }
}

/** For the orchestrator's probes. */
@Public()
@UseFilters(ProbeFilter)
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: ReadinessIndicators,
  ) {}

  /** 200 while the process answers; a failure means that it should be restarted. */
  @Get('live')
  @RouteConfig(UNLIMITED)
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  /** 200 while the process can serve; 503 says what is missing, so that no requests are sent here. */
  @Get('ready')
  @RouteConfig(UNLIMITED)
  ready(): Promise<HealthCheckResult> {
    return this.health.check([
      () => this.indicators.process(),
      () => this.indicators.signingKeys(),
      () => this.indicators.revocations(),
    ]);
  }
}

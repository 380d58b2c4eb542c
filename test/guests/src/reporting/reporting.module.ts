import { Catch, Module, type ArgumentsHost } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { SentryExceptionCaptured } from '@sentry/nestjs';
import { HttpErrorFilter } from '../platform/http/index.js';

@Catch()
class ReportingFilter extends HttpErrorFilter {
  // Sentry leaves out what Nest calls an expected error: every `HttpException`.
  @SentryExceptionCaptured()
  override catch(exception: unknown, host: ArgumentsHost): void {
    super.catch(exception, host);
  }
}

@Module({ providers: [{ provide: APP_FILTER, useClass: ReportingFilter }] })
export class ReportingModule {}

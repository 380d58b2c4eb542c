import { Catch, Module, type ArgumentsHost } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { SentryExceptionCaptured } from '@sentry/nestjs';
import { SentryModule } from '@sentry/nestjs/setup';
import { HttpErrorFilter } from '../platform/http/index.js';

/** Reports defects; Sentry leaves out every `HttpException`, which is an expected error. */
@Catch()
class ReportingFilter extends HttpErrorFilter {
  @SentryExceptionCaptured()
  override catch(exception: unknown, host: ArgumentsHost): void {
    super.catch(exception, host);
  }
}

@Module({
  imports: [SentryModule.forRoot()],
  providers: [{ provide: APP_FILTER, useClass: ReportingFilter }],
})
export class ReportingModule {}

import * as Sentry from '@sentry/nestjs';

/** Call it in `main.ts`, before the application is created. */
export function startReporting(dsn: string): void {
  Sentry.init({
    dsn,
    // By default each report holds the request with its access token, its cookies and its body.
    beforeSend: (event) => ({ ...event, request: {} }),
  });
}

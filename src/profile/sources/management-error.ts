import { BadRequestException, NotFoundException } from '@nestjs/common';
import { readRetryAfter, UpstreamError } from '../../platform/upstream/index.js';

/** What the SDK throws for an answer. Its message holds the upstream's body and goes nowhere. */
interface ManagementError {
  readonly statusCode: number;
  readonly rawResponse?: { readonly headers: Headers };
}

/** Says in our terms what a failed call to the Management API means. */
export function explainManagementError(error: unknown): Error {
  if (error instanceof UpstreamError) return error;
  if (!isManagementError(error)) return findCause(error) ?? new UpstreamError('cannot be reached');
  const { statusCode: status, rawResponse } = error;
  switch (status) {
    case 400:
      return new BadRequestException('Auth0 refuses this request.');
    case 404:
      return new NotFoundException('This user does not exist.');
    case 401:
      return new UpstreamError('refuses a new token', { status, concernsEverybody: true });
    case 403:
      return new UpstreamError(
        'refuses the application: grant it the scopes read:users and update:users for the Management API in the Auth0 dashboard',
        { status, concernsEverybody: true },
      );
    default:
      return new UpstreamError(`answered HTTP ${status}`, {
        status,
        retryAfterSeconds:
          rawResponse && status >= 429 ? readRetryAfter(rawResponse.headers) : undefined,
      });
  }
}

function isManagementError(error: unknown): error is ManagementError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}

/** The SDK wraps what its `fetch` threw. */
function findCause(error: unknown): UpstreamError | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof UpstreamError ? cause : undefined;
}

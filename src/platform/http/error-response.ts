import { HttpException, HttpStatus } from '@nestjs/common';
import { InsufficientPermissionsException } from '../auth/insufficient-permissions.exception.js';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { REFUSALS, UnauthenticatedException } from '../auth/unauthenticated.exception.js';

/** How an exception looks from outside. */
export interface ErrorResponse {
  readonly status: number;
  readonly message: string;
  readonly extensions: { readonly code: string; readonly reason?: string };
  readonly headers: Readonly<Record<string, string>>;
}

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  422: 'BAD_USER_INPUT',
  502: 'SERVICE_UNAVAILABLE',
  503: 'SERVICE_UNAVAILABLE',
  504: 'SERVICE_UNAVAILABLE',
};

/** Seconds, where the exception itself names none. */
const RETRY_AFTER_SECONDS = 5;

const DEFECT: ErrorResponse = {
  status: 500,
  message: 'Internal server error',
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
  headers: {},
};

const described = new WeakMap<HttpException, ErrorResponse>();

/** The error contract: each exception's code, HTTP status and headers. What is unknown is masked. */
export function toErrorResponse(exception: unknown): ErrorResponse {
  if (!(exception instanceof HttpException)) return DEFECT;
  const known = described.get(exception);
  if (known) return known;
  const failure = describeHttpException(exception);
  described.set(exception, failure);
  return failure;
}

function describeHttpException(exception: HttpException): ErrorResponse {
  const status = exception.getStatus();
  const code = CODES[status] ?? (status < 500 ? HttpStatus[status] : undefined);
  if (code === undefined) return DEFECT;
  const isUnavailable = code === 'SERVICE_UNAVAILABLE';
  return {
    status: isUnavailable ? 503 : status === 422 ? 400 : status,
    message: readMessage(exception),
    extensions: {
      code,
      ...(exception instanceof UnauthenticatedException ? { reason: exception.reason } : {}),
    },
    headers: describeHeaders(exception, code),
  };
}

function describeHeaders(exception: HttpException, code: string): Record<string, string> {
  if (code === 'UNAUTHENTICATED') return { 'www-authenticate': challenge(exception) };
  if (exception instanceof InsufficientPermissionsException) {
    const scope = quote(exception.permissions.join(' '));
    return { 'www-authenticate': `Bearer error="insufficient_scope", scope=${scope}` };
  }
  if (code !== 'SERVICE_UNAVAILABLE') return {};
  const seconds =
    exception instanceof UnavailableException ? exception.retryAfterSeconds : RETRY_AFTER_SECONDS;
  return { 'retry-after': String(seconds) };
}

/** RFC 6750, section 3.1: who sent no token is told no error, only that one is needed. */
function challenge(exception: HttpException): string {
  if (!(exception instanceof UnauthenticatedException)) return 'Bearer error="invalid_token"';
  if (exception.reason === 'token_missing') return 'Bearer';
  const description = quote(REFUSALS[exception.reason]);
  return `Bearer error="invalid_token", error_description=${description}`;
}

/** A quoted-string of RFC 9110, section 5.6.4. */
function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Nest's ValidationPipe puts its list of findings into the response body. */
function readMessage(exception: HttpException): string {
  const body = exception.getResponse();
  const findings = typeof body === 'object' && 'message' in body ? body.message : undefined;
  return Array.isArray(findings) ? findings.join('; ') : exception.message;
}

import { STATUS_CODES } from 'node:http';
import { HttpException, HttpStatus } from '@nestjs/common';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { ApiException } from './api.exception.js';
import { boundText } from '../logging/printable.js';
import { describeFields, fieldsOf } from './invalid-input.js';

/** What a client sees of an exception. */
export interface ErrorResponse {
  readonly status: number;
  readonly message: string;
  readonly extensions: {
    readonly code: string;
    readonly reason?: string;
    readonly hint?: string;
    readonly [name: string]: unknown;
  };
  readonly headers: Readonly<Record<string, string>>;
  /** True where the text of the exception is for the log alone. */
  readonly isMasked: boolean;
}

/** The code of each status, where the exception names none. */
export const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  422: 'BAD_USER_INPUT',
  502: 'SERVICE_UNAVAILABLE',
  503: 'SERVICE_UNAVAILABLE',
  504: 'SERVICE_UNAVAILABLE',
};

/** Seconds, where the exception names none. */
const DEFAULT_RETRY_AFTER_SECONDS = 5;

const DEFECT: ErrorResponse = {
  status: 500,
  message: 'Internal server error',
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
  headers: {},
  isMasked: true,
};

const known = new WeakMap<HttpException, ErrorResponse>();

/** The error contract: the code, HTTP status and headers of each exception. Masks what it does not know. */
export function toErrorResponse(exception: unknown): ErrorResponse {
  if (!(exception instanceof HttpException)) return DEFECT;
  const response = known.get(exception) ?? describe(exception);
  known.set(exception, response);
  return response;
}

function describe(exception: HttpException): ErrorResponse {
  return exception instanceof ApiException
    ? describeApiException(exception)
    : describeHttpException(exception);
}

function describeApiException(exception: ApiException): ErrorResponse {
  const { message, code, reason, hint, data, headers } = exception;
  const extensions = {
    ...data,
    code,
    ...(reason === undefined ? {} : { reason }),
    ...(hint === undefined ? {} : { hint }),
  };
  return { status: exception.getStatus(), message, extensions, headers, isMasked: false };
}

function describeHttpException(exception: HttpException): ErrorResponse {
  const status = exception.getStatus();
  const code = CODES[status] ?? HttpStatus[status] ?? `HTTP_${status}`;
  if (code === 'INTERNAL_SERVER_ERROR') return DEFECT;
  const finalStatus = code === 'SERVICE_UNAVAILABLE' ? 503 : status === 422 ? 400 : status;
  // Of a 5xx the text may be an upstream's, except in our own class.
  const isMasked = finalStatus >= 500 && !(exception instanceof UnavailableException);
  const { text, ...data } = readFindings(exception);
  return {
    status: finalStatus,
    message: isMasked ? (STATUS_CODES[finalStatus] ?? DEFECT.message) : boundText(text),
    extensions: { ...(isMasked ? {} : data), code },
    headers: describeHeaders(exception, code),
    isMasked,
  };
}

function describeHeaders(exception: HttpException, code: string): Record<string, string> {
  if (code === 'UNAUTHENTICATED') return { 'www-authenticate': 'Bearer error="invalid_token"' };
  if (code !== 'SERVICE_UNAVAILABLE') return {};
  const seconds =
    exception instanceof UnavailableException
      ? exception.retryAfterSeconds
      : DEFAULT_RETRY_AFTER_SECONDS;
  return { 'retry-after': String(seconds) };
}

/** Nest's ValidationPipe puts its list of findings into the body: texts, or what class-validator found. */
function readFindings(exception: HttpException) {
  const body = exception.getResponse();
  const findings: unknown =
    typeof body === 'object' && 'message' in body ? body.message : undefined;
  if (!Array.isArray(findings)) return { text: exception.message };
  const fields = fieldsOf(findings);
  if (fields) return { text: describeFields(fields), fields };
  const texts = findings.filter((finding) => typeof finding === 'string');
  return { text: texts.join('; ') || exception.message };
}

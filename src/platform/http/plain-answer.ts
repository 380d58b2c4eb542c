import { HttpException } from '@nestjs/common';
import type { FastifyError, FastifyRequest } from 'fastify';
import { ApiException, plainBody } from './api.exception.js';
import { boundText } from '../logging/printable.js';
import { CODES, type ErrorResponse } from './error-response.js';

/** Marks every error of @fastify/error: https://github.com/fastify/fastify-error */
const FASTIFY_ERROR = Symbol.for('fastify-error-generic');

/** What an error carries that http-errors makes: https://github.com/jshttp/http-errors */
interface ExposedError extends Error {
  readonly expose: true;
  readonly statusCode: number;
}

/** An error of Fastify, of a plugin or of http-errors that refuses a request, as Nest's own. */
export function asHttpException(error: unknown): unknown {
  if (!isFastifyError(error) && !isExposed(error)) return error;
  const { statusCode = 500, message } = error;
  return statusCode >= 400 && statusCode < 500
    ? new HttpException(message, statusCode, { cause: error })
    : error;
}

/** Nest's own body for an error, with its code where that says more than the status. */
export function plainAnswerOf(
  exception: unknown,
  { status, message, isMasked }: ErrorResponse,
  { is404 }: FastifyRequest,
): { readonly status: number; readonly body: unknown } {
  if (is404 && status === 404) return { status, body: { statusCode: 404, message: 'Not Found' } };
  if (isMasked || !(exception instanceof HttpException)) {
    return { status, body: { statusCode: status, message } };
  }
  const own = exception.getStatus() < 500 ? exception.getStatus() : status;
  if (exception instanceof ApiException) return { status: own, body: bodyOf(exception) };
  const body = exception.getResponse();
  return { status: own, body: typeof body === 'string' ? plainBody(boundText(body), own) : body };
}

function bodyOf(exception: ApiException): object {
  const { code, hint, data } = exception;
  return {
    ...(exception.getResponse() as object),
    ...(CODES[exception.getStatus()] === code ? {} : { code }),
    ...(hint === undefined ? {} : { hint }),
    ...data,
  };
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && FASTIFY_ERROR in error;
}

function isExposed(error: unknown): error is ExposedError {
  return (
    error instanceof Error && 'expose' in error && error.expose === true && 'statusCode' in error
  );
}

import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiException } from './api.exception.js';
import { CODES, toErrorResponse, type ErrorResponse } from './error-response.js';
import { isForGraphql } from './http-preconditions.js';
import { ClientGoneException } from './request-lifetime.js';
import { chooseMediaType } from './media-type.js';
import { stateOf } from './request-state.js';

/** Answers errors outside of GraphQL: before an operation runs, on other routes, on unknown paths. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('HTTP');

  catch(exception: unknown, host: ArgumentsHost): void {
    // `formatError` answers and logs what resolvers and their guards throw.
    if (host.getType<'graphql' | 'http'>() === 'graphql') throw exception;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // A body that ends too early is the client's doing, not a defect.
    const isGone = request.raw.destroyed && !request.raw.complete;
    const response = toErrorResponse(isGone ? new ClientGoneException() : exception);
    stateOf(request).reason = response.extensions.reason;
    this.#log(response, exception, request);
    if (reply.sent) return;
    void reply.status(response.status).headers(response.headers);
    if (response.status === 405) void reply.header('allow', 'GET, POST');
    if (!isForGraphql(request)) {
      return void reply.send(describePlainly(exception, response, request));
    }
    void reply
      .type(`${chooseMediaType(request.headers.accept) ?? 'application/json'}; charset=utf-8`)
      // As bytes, or Fastify would ask for a serialiser of the media type.
      .send(`${JSON.stringify({ errors: [describeForGraphql(response)] })}\n`);
  }

  #log(
    { status, extensions, isMasked }: ErrorResponse,
    exception: unknown,
    { id }: FastifyRequest,
  ): void {
    const { hint } = extensions;
    if (!isMasked) {
      return this.#logger.debug(`HTTP ${status}, request ${id}${hint ? `: ${hint}` : ''}`);
    }
    const stack = exception instanceof Error ? exception.stack : String(exception);
    if (status === 500) this.#logger.error(`Defect in request ${id}`, stack);
    else this.#logger.warn(`Failure in request ${id}`, stack);
  }
}

/** Apollo uses one code for each request that is not GraphQL over HTTP. */
function describeForGraphql({ status, message, extensions }: ErrorResponse) {
  const isHttpProblem = [400, 405, 406, 413, 415].includes(status);
  return { message, extensions: isHttpProblem ? { code: 'BAD_REQUEST' } : extensions };
}

/** Nest's own body for an expected error, with its code where that says more than the status. */
function describePlainly(
  exception: unknown,
  { status: statusCode, message, isMasked }: ErrorResponse,
  { is404 }: FastifyRequest,
): unknown {
  if (is404) return { statusCode: 404, message: 'Not Found' };
  if (isMasked) return { statusCode, message };
  if (exception instanceof ApiException) {
    const { code, hint } = exception;
    return {
      ...(exception.getResponse() as object),
      ...(CODES[exception.getStatus()] === code ? {} : { code }),
      ...(hint === undefined ? {} : { hint }),
    };
  }
  return exception instanceof HttpException ? exception.getResponse() : { statusCode, message };
}

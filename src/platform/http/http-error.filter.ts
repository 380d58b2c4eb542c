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

/** Answers what went wrong outside of GraphQL: before it, on other routes, and on none. */
@Catch()
export class HttpErrorFilter implements ExceptionFilter {
  readonly #logger = new Logger('HTTP');

  catch(exception: unknown, host: ArgumentsHost): void {
    // What a resolver or its guards threw is for `formatError`, and logged there.
    if (host.getType<'graphql' | 'http'>() === 'graphql') throw exception;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // A body that ends too early is the client's doing, not a defect.
    const isGone = request.raw.destroyed && !request.raw.complete;
    const failure = toErrorResponse(isGone ? new ClientGoneException() : exception);
    this.#log(failure, exception, request);
    if (reply.sent) return;
    void reply.status(failure.status).headers(failure.headers);
    if (failure.status === 405) void reply.header('allow', 'GET, POST');
    if (!isForGraphql(request)) return void reply.send(describePlainly(exception, request));
    void reply
      .type(`${chooseMediaType(request.headers.accept) ?? 'application/json'}; charset=utf-8`)
      // As bytes, or Fastify would ask for a serialiser of the media type.
      .send(JSON.stringify({ errors: [describeForGraphql(failure)] }));
  }

  #log({ status }: ErrorResponse, exception: unknown, { id }: FastifyRequest): void {
    if (status !== 500) return this.#logger.debug(`HTTP ${status}, request ${id}`);
    this.#logger.error(
      `Defect in request ${id}`,
      exception instanceof Error ? exception.stack : String(exception),
    );
  }
}

/** Apollo has one code for whatever is no GraphQL over HTTP. */
function describeForGraphql({ status, message, extensions }: ErrorResponse) {
  const isNoGraphql = [400, 405, 406, 413, 415].includes(status);
  return { message, extensions: isNoGraphql ? { code: 'BAD_REQUEST' } : extensions };
}

/** Nest's own body for an expected error, with its code where that says more than the status. */
function describePlainly(exception: unknown, { is404 }: FastifyRequest): unknown {
  if (is404) return { statusCode: 404, message: 'Not Found' };
  if (exception instanceof ApiException && CODES[exception.getStatus()] !== exception.code) {
    return { ...(exception.getResponse() as object), code: exception.code };
  }
  return exception instanceof HttpException
    ? exception.getResponse()
    : { statusCode: 500, message: 'Internal server error' };
}

import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiException } from './api.exception.js';
import { toErrorResponse, type ErrorResponse } from './error-response.js';
import { isForGraphql } from './http-preconditions.js';
import { ClientGoneException } from './request-lifetime.js';
import { chooseMediaType, JSON_IN_UTF8 } from './media-type.js';
import { asHttpException, plainAnswerOf } from './plain-answer.js';
import { stateOf } from './request-state.js';

/**
 * Answers errors outside of GraphQL: before an operation runs, on other routes, on unknown paths.
 * It is asked last, after every filter of a feature. A filter that reports errors extends it and
 * calls `super.catch`, so that answers stay the same.
 */
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
    const known = isGone ? new ClientGoneException() : asHttpException(exception);
    const response = toErrorResponse(known);
    stateOf(request).reason = response.extensions.reason;
    this.#log(response, exception, request);
    if (reply.sent) return;
    if (!isForGraphql(request)) {
      const { status, body } = plainAnswerOf(known, response, request);
      return void reply
        .status(status)
        .headers(response.headers)
        // The route may have named the type of its answer already.
        .type(JSON_IN_UTF8)
        .send(JSON.stringify(body));
    }
    if (response.status === 405) void reply.header('allow', 'GET, POST');
    void reply
      .status(response.status)
      .headers(response.headers)
      .type(chooseMediaType(request.headers.accept) ?? JSON_IN_UTF8)
      // As bytes, or Fastify would ask for a serialiser of the media type.
      .send(`${JSON.stringify({ errors: [describeForGraphql(known, response)] })}\n`);
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

/** Apollo uses one code for each request that is not GraphQL over HTTP; an error of ours has its own. */
function describeForGraphql(exception: unknown, { status, message, extensions }: ErrorResponse) {
  const isHttpProblem =
    [400, 405, 406, 413, 415].includes(status) && !(exception instanceof ApiException);
  return { message, extensions: isHttpProblem ? { code: 'BAD_REQUEST' } : extensions };
}

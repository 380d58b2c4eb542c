import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  execute,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { findPrepared } from '../prepared/prepared-operation.js';
import { describeErrors, headOf, recordOutcome } from '../answer.js';
import { refuse, type LearnedRefusals } from './learned-refusals.js';
import type { ValidatedOperation } from './validated-operations.js';

/**
 * Executes an operation with graphql-js alone. The answer is the same as Apollo's to the byte,
 * without Apollo's pipeline, which costs a multiple of the execution (`bench/README.md`).
 *
 * @returns the body; undefined where nothing was executed because the variables are wrong: Apollo
 * answers how
 */
export async function executeOperation(
  schema: GraphQLSchema,
  { document, operation, operationName, variables, mediaType }: ValidatedOperation,
  request: FastifyRequest,
  reply: FastifyReply,
  refusals?: LearnedRefusals,
): Promise<string | undefined> {
  recordOutcome(request, operation, undefined);
  const found = refusals?.find(operation, request);
  const refusal = found && (await found);
  if (refusal && !reply.sent) {
    setMediaType(reply, mediaType);
    return refuse(operation, refusal, request, reply);
  }
  const contextValue = { req: request };
  const prepared = findPrepared(schema, document, operation);
  const { data, errors } = await (prepared?.execute(undefined, contextValue) ??
    execute({ schema, document, operationName, variableValues: variables, contextValue }));
  if (data === undefined) return undefined;
  const answer = errors ? describe(errors, data, request, reply) : { data };
  const text = `${JSON.stringify(answer)}\n`;
  if (answer.errors) recordOutcome(request, operation, answer.errors);
  setMediaType(reply, mediaType);
  if (errors && answer.errors && data === null) {
    await refusals?.learn(operation, request, { errors, formatted: answer.errors, text });
  }
  return text;
}

function setMediaType(reply: FastifyReply, mediaType: string): void {
  void reply.header('content-type', `${mediaType}; charset=utf-8`);
}

function describe(
  errors: readonly GraphQLError[],
  data: Record<string, unknown> | null,
  request: FastifyRequest,
  reply: FastifyReply,
): FormattedExecutionResult {
  const formatted = describeErrors(errors, request);
  if (data !== null) return { errors: formatted, data };
  const { status, headers } = headOf(errors);
  void reply.status(status).headers(headers);
  return { errors: formatted };
}

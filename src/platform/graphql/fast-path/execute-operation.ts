import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import { describeErrors, headOf, recordOutcome } from '../answer.js';
import { contextOf } from '../context.js';
import type { OperationPoints } from '../cost/operation-points.js';
import { execute } from '../executor.js';
import type { ExecutedInput } from '../input-errors.js';
import type { ValidatedOperation } from './validated-operations.js';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly points: OperationPoints | undefined;
}

/**
 * Executes an operation without Apollo, whose pipeline costs a multiple of the execution
 * (`bench/README.md`). The answer is the same to the byte.
 *
 * @returns the body; undefined where nothing was executed because the variables are wrong: Apollo
 * answers how
 */
export async function executeOperation(
  schema: GraphQLSchema,
  { document, operation, operationName, variables, mediaType }: ValidatedOperation,
  { request, reply, points }: Exchange,
): Promise<string | undefined> {
  recordOutcome(request, operation, undefined);
  const input = { schema, document, operationName, variableValues: variables };
  const judgement = points?.admit(request, { schema, document, operation, variables });
  const refusal = judgement instanceof Promise ? await judgement : judgement;
  const { data, errors } = refusal
    ? { data: null, errors: [refusal] }
    : await execute({ ...input, contextValue: contextOf(request, reply) });
  if (data === undefined) return undefined;
  const answer = errors ? describe({ errors, data }, input, { request, reply }) : { data };
  const text = `${JSON.stringify(answer)}\n`;
  if (answer.errors) recordOutcome(request, operation, answer.errors);
  void reply.header('content-type', `${mediaType}; charset=utf-8`);
  return text;
}

interface Failed {
  readonly errors: readonly GraphQLError[];
  readonly data: Record<string, unknown> | null;
}

function describe(
  { errors, data }: Failed,
  input: ExecutedInput,
  { request, reply }: Pick<Exchange, 'request' | 'reply'>,
): FormattedExecutionResult {
  const formatted = describeErrors(errors, request, input);
  if (data !== null) return { errors: formatted, data };
  const { status, headers } = headOf(errors);
  void reply.status(status).headers(headers);
  return { errors: formatted };
}

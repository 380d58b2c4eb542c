import type { ApolloServer, BaseContext } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql';
import { describeErrors, headOf, recordOutcome, type Head } from '../answer.js';
import { contextOf } from '../context.js';
import type { OperationPoints } from '../cost/operation-points.js';
import { execute } from '../executor.js';
import type { ValidatedOperation } from './validated-operations.js';

type Operation = Omit<ValidatedOperation, 'mediaType'>;

/** Apollo says what is wrong with variables: here it is enough that something is. */
const FIRST_ERROR = { maxCoercionErrors: 0 };

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly points: OperationPoints | undefined;
}

/** An answer, before it is text. */
export interface ExecutedOperation {
  readonly answer: FormattedExecutionResult;
  /** Of an answer without data. */
  readonly head: Head | undefined;
}

/**
 * Executes an operation without Apollo, whose pipeline costs a multiple of the execution
 * (`bench/README.md`). The answer is the same to the byte.
 *
 * @returns undefined where nothing was executed because the variables are wrong: Apollo answers how
 */
export async function executeOperation(
  schema: GraphQLSchema,
  { document, operation, operationName, variables }: Operation,
  { request, reply, points }: Exchange,
): Promise<ExecutedOperation | undefined> {
  recordOutcome(request, operation, undefined);
  const input = { schema, document, operationName, variableValues: variables };
  const judgement = points?.admit(request, { schema, document, operation, variables });
  const refusal = judgement instanceof Promise ? await judgement : judgement;
  const { data, errors } = refusal
    ? { data: null, errors: [refusal] }
    : await execute({
        ...input,
        contextValue: contextOf(request, reply),
        options: FIRST_ERROR,
      });
  if (data === undefined) return undefined;
  if (!errors) return { answer: { data }, head: undefined };
  const formatted = describeErrors(errors, request, input);
  recordOutcome(request, operation, formatted);
  return data === null
    ? { answer: { errors: formatted }, head: headOf(errors) }
    : { answer: { errors: formatted, data }, head: undefined };
}

/** Executes an operation of another transport with all of Apollo's plugins. */
export async function executeByApollo(
  server: ApolloServer<BaseContext>,
  { source, variables }: Pick<Operation, 'variables'> & { readonly source: string },
  { request, reply }: Omit<Exchange, 'points'>,
): Promise<ExecutedOperation> {
  const { body, http } = await server.executeOperation(
    { query: source, ...(variables ? { variables } : {}) },
    { contextValue: contextOf(request, reply) },
  );
  if (body.kind !== 'single') throw new Error('Incremental delivery has no place in this answer.');
  const { data, errors } = body.singleResult;
  const answer = { ...(errors ? { errors } : {}), ...(data ? { data } : {}) };
  if (data) return { answer, head: undefined };
  return {
    answer,
    head: { status: http.status ?? 200, headers: Object.fromEntries(http.headers) },
  };
}

/** Writes an answer as Apollo does, and gives its body. */
export function writeAnswer(
  { answer, head }: ExecutedOperation,
  mediaType: string,
  reply: FastifyReply,
): string {
  if (head) void reply.status(head.status).headers(head.headers);
  void reply.header('content-type', mediaType);
  return `${JSON.stringify(answer)}\n`;
}

import type { ApolloServerPlugin } from '@apollo/server';
import {
  execute,
  getOperationAST,
  type DocumentNode,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { isJsonObject } from '../../upstream/json-object.js';
import { recordOutcome, headOf, reportErrors } from '../answer.js';
import { chooseMediaType } from '../../http/media-type.js';

const MAXIMUM_DOCUMENTS = 1_000;
/** Of all sources together; a parsed document takes some 200 bytes for each character. */
const MAXIMUM_CHARACTERS = 100_000;

/** A request whose document Apollo found valid before: only its execution is left. */
export interface ValidatedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
}

/** Of Apollo's options, as its driver merged them. */
export interface ExecutionOptions {
  readonly schema: GraphQLSchema;
  readonly context: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  readonly formatError?: (
    formatted: GraphQLFormattedError,
    error: unknown,
  ) => GraphQLFormattedError;
}

/**
 * Executes with graphql-js what Apollo has parsed, held to the limits and validated before. The
 * answer is the same to the byte; the request is spared the way through Apollo, which costs a
 * multiple of the execution (`bench/README.md`).
 */
export class ValidatedOperations {
  readonly #documents = new LRUCache<string, DocumentNode>({
    max: MAXIMUM_DOCUMENTS,
    maxSize: MAXIMUM_CHARACTERS,
    sizeCalculation: (_, source) => source.length,
  });

  #isReported = false;

  constructor(private readonly options: ExecutionOptions) {}

  /** Learns from Apollo which documents are valid. */
  readonly plugin: ApolloServerPlugin = {
    serverWillStart: ({ apollo }) => {
      // With APOLLO_KEY in its environment, Apollo reports each operation that it sees.
      this.#isReported = apollo.key !== undefined;
      return Promise.resolve();
    },
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ source, document }) => {
          this.#documents.set(source, document);
          return Promise.resolve();
        },
      }),
  };

  /** Undefined for whatever Apollo has something to say about. */
  find(body: unknown): ValidatedOperation | undefined {
    if (this.#isReported || !isJsonObject(body)) return undefined;
    const { query, operationName = null, variables = null, extensions = null } = body;
    if (operationName !== null && typeof operationName !== 'string') return undefined;
    if (variables !== null && !isJsonObject(variables)) return undefined;
    if (extensions !== null && (!isJsonObject(extensions) || 'persistedQuery' in extensions)) {
      return undefined;
    }
    const document = typeof query === 'string' ? this.#documents.get(query) : undefined;
    const operation = document && getOperationAST(document, operationName);
    if (!operation) return undefined;
    return {
      document,
      operation,
      operationName: operationName ?? undefined,
      variables: variables ?? undefined,
    };
  }

  /** @returns false where nothing was executed nor sent, as the variables are wrong: Apollo says how */
  async answer(
    { document, operation, operationName, variables }: ValidatedOperation,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean> {
    const { schema, context } = this.options;
    const result = await execute({
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: await context(request, reply),
    });
    const { data, errors } = result;
    if (data === undefined) return false;
    const answer = errors ? this.#describe(errors, data, request, reply) : { data };
    const text = `${JSON.stringify(answer)}\n`;
    recordOutcome(request, operation, answer.errors);
    void reply
      .header('content-type', `${chooseMediaType(request.headers.accept)}; charset=utf-8`)
      .send(text);
    return true;
  }

  #describe(
    errors: readonly GraphQLError[],
    data: Record<string, unknown> | null,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FormattedExecutionResult {
    reportErrors(errors, request);
    const answer: FormattedExecutionResult = {
      errors: errors.map((error) => this.#format(error)),
      data,
    };
    const refusal = headOf(errors, answer);
    if (refusal) void reply.status(refusal.status).headers(refusal.headers);
    return answer;
  }

  /** Handed to `formatError` as Apollo does. */
  #format(error: GraphQLError) {
    const code = error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR';
    const formatted = { ...error.toJSON(), extensions: { ...error.extensions, code } };
    return this.options.formatError?.(formatted, error) ?? formatted;
  }
}

import type { ApolloServer, BaseContext } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contextOf } from '../context.js';
import type { ExecutedOperation } from './execute-operation.js';

/** Executes an operation of another transport with all of Apollo's plugins. */
export async function executeByApollo(
  server: ApolloServer<BaseContext>,
  { source, variables }: { readonly source: string; readonly variables: Variables | undefined },
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
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

type Variables = Record<string, unknown>;

/*
 * The floor: node:http, graphql-js and jose, each as its own documentation shows it, and a parsed
 * document kept for the next request. No limits, no error contract, no content negotiation.
 */
import { createServer, type IncomingMessage } from 'node:http';
import {
  buildSchema,
  execute,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFormattedError,
} from 'graphql';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { environment, type Claims } from './environment.js';
import { createResolvers, typeDefs } from './schema.js';

interface Context {
  readonly caller: Claims | undefined;
}
type Resolve = (source: unknown, args: unknown, context: Context) => unknown;

const { issuer, audience, jwksUri, host, port } = environment;
const MAXIMUM_DOCUMENTS = 100;
const documents = new Map<string, DocumentNode>();
const keys = createRemoteJWKSet(new URL(jwksUri));
const schema = buildSchema(typeDefs);
const { Query, Mutation } = createResolvers(({ caller }: Context) => {
  if (caller) return caller;
  throw new GraphQLError('Unauthorized', { extensions: { code: 'UNAUTHENTICATED' } });
});
const rootValue = Object.fromEntries(
  Object.entries({ ...Query, ...Mutation } as Record<string, Resolve>).map(([name, resolve]) => [
    name,
    (args: unknown, context: Context) => resolve(undefined, args, context),
  ]),
);

createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
  request.on('end', async () => {
    const answer = JSON.stringify(await run(body, request));
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(answer),
    });
    response.end(answer);
  });
}).listen(port, host);

async function run(body: string, request: IncomingMessage): Promise<unknown> {
  try {
    const { query, operationName, variables } = JSON.parse(body);
    const document = read(query);
    const contextValue = { caller: await readCaller(request) };
    const operation = { operationName, variableValues: variables };
    return await execute({ schema, document, rootValue, contextValue, ...operation });
  } catch (error) {
    return { errors: [error as GraphQLFormattedError] };
  }
}

async function readCaller({ headers }: IncomingMessage): Promise<Claims | undefined> {
  const token = headers.authorization?.replace(/^Bearer /, '');
  if (!token) return undefined;
  const options = { issuer, audience, algorithms: ['RS256'] };
  const verified = await jwtVerify(token, keys, options).catch(() => undefined);
  return verified?.payload as Claims | undefined;
}

function read(query: string): DocumentNode {
  const known = documents.get(query);
  if (known) return known;
  const document = parse(query);
  const [error] = validate(schema, document);
  if (error) throw error;
  if (documents.size < MAXIMUM_DOCUMENTS) documents.set(query, document);
  return document;
}

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
import { environment, HELLO, SECRET } from './environment.js';

const { issuer, audience, jwksUri, host, port } = environment;
const MAXIMUM_DOCUMENTS = 100;
const documents = new Map<string, DocumentNode>();
const keys = createRemoteJWKSet(new URL(jwksUri));
const schema = buildSchema('type Query { hello: String!, secret: String! }');

const rootValue = {
  hello: () => HELLO,
  secret: async (_: unknown, request: IncomingMessage) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    try {
      await jwtVerify(token, keys, { issuer, audience, algorithms: ['RS256'] });
    } catch {
      throw new GraphQLError('Unauthorized', { extensions: { code: 'UNAUTHENTICATED' } });
    }
    return SECRET;
  },
};

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

async function run(body: string, contextValue: IncomingMessage): Promise<unknown> {
  try {
    const document = read(JSON.parse(body).query);
    return await execute({ schema, document, rootValue, contextValue });
  } catch (error) {
    return { errors: [error as GraphQLFormattedError] };
  }
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

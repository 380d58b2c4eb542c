/* GraphQL Yoga with its jwt plugin. */
import { createServer } from 'node:http';
import {
  createRemoteJwksSigningKeyProvider,
  extractFromHeader,
  useJWT,
} from '@graphql-yoga/plugin-jwt';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { environment, HELLO, SECRET } from './environment.js';

const { issuer, audience, jwksUri, host, port } = environment;
const yoga = createYoga<object, { jwt?: unknown }>({
  graphiql: false,
  landingPage: false,
  schema: createSchema({
    typeDefs: 'type Query { hello: String!, secret: String! }',
    resolvers: {
      Query: {
        hello: () => HELLO,
        secret: (_: unknown, __: unknown, context: { jwt?: unknown }) => {
          if (!context.jwt) throw unauthenticated();
          return SECRET;
        },
      },
    },
  }),
  plugins: [
    useJWT({
      signingKeyProviders: [createRemoteJwksSigningKeyProvider({ jwksUri })],
      tokenLookupLocations: [extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
      tokenVerification: { issuer, audience, algorithms: ['RS256'] },
      extendContext: true,
      // A public field beside a protected one: who sends no token may still greet.
      reject: { missingToken: false, invalidToken: true },
    }),
  ],
});

createServer(yoga).listen(port, host);

function unauthenticated(): GraphQLError {
  const extensions = { code: 'UNAUTHENTICATED', http: { status: 401 } };
  return new GraphQLError('Unauthorized', { extensions });
}

/* GraphQL Yoga with its jwt plugin. */
import { createServer } from 'node:http';
import {
  createRemoteJwksSigningKeyProvider,
  extractFromHeader,
  useJWT,
} from '@graphql-yoga/plugin-jwt';
import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { environment, type Claims } from './environment.js';
import { createResolvers, typeDefs } from './schema.js';

interface Context {
  readonly jwt?: { readonly payload: Claims };
}

const { issuer, audience, jwksUri, host, port } = environment;
const resolvers = createResolvers(({ jwt }: Context) => {
  if (!jwt) throw unauthenticated();
  return jwt.payload;
});
const yoga = createYoga<object, Context>({
  graphiql: false,
  landingPage: false,
  schema: createSchema({ typeDefs, resolvers }),
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

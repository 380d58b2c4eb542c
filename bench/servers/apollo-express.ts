/* Apollo Server on Express 5, behind `express-oauth2-jwt-bearer`. */
import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express, { type Request } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import { GraphQLError } from 'graphql';
import { environment, type Claims } from './environment.js';
import { createResolvers, typeDefs } from './schema.js';

interface Context {
  readonly auth: Request['auth'];
}

const { issuer, audience, jwksUri, host, port } = environment;
const resolvers = createResolvers((context: Context) => {
  if (!context.auth) throw unauthenticated();
  return context.auth.payload as unknown as Claims;
});
const server = new ApolloServer<Context>({ typeDefs, resolvers });
await server.start();

express()
  .use(
    '/graphql',
    // A public field beside a protected one: who sends no token may still greet.
    auth({ issuer, audience, jwksUri, tokenSigningAlg: 'RS256', authRequired: false }),
    express.json(),
    expressMiddleware(server, { context: async ({ req }) => ({ auth: req.auth }) }),
  )
  .listen(port, host);

function unauthenticated(): GraphQLError {
  const extensions = { code: 'UNAUTHENTICATED', http: { status: 401 } };
  return new GraphQLError('Unauthorized', { extensions });
}

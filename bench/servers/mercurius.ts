/* Mercurius with its JIT, behind `fastify-jwt-jwks`. */
import Fastify, { type FastifyRequest } from 'fastify';
import jwtJwks from 'fastify-jwt-jwks';
import mercurius from 'mercurius';
import { environment, HELLO, SECRET } from './environment.js';

interface Context {
  readonly isAuthenticated: boolean;
}

const { issuer, audience, jwksUri, host, port } = environment;
const app = Fastify();
await app.register(jwtJwks, { jwksUrl: jwksUri, issuer, audience });
await app.register(mercurius, {
  schema: 'type Query { hello: String!, secret: String! }',
  resolvers: {
    Query: {
      hello: () => HELLO,
      secret: (_: unknown, __: unknown, { isAuthenticated }: Context) => {
        if (!isAuthenticated) throw unauthenticated();
        return SECRET;
      },
    },
  },
  jit: 1,
  context: async (request: FastifyRequest): Promise<Context> => ({
    isAuthenticated: await isAuthenticated(request),
  }),
});
await app.listen({ host, port });

/** A public field beside a protected one: who sends no token may still greet. */
async function isAuthenticated(request: FastifyRequest): Promise<boolean> {
  if (!request.headers.authorization) return false;
  try {
    await request.jwtVerify();
    return true;
  } catch {
    return false;
  }
}

function unauthenticated() {
  return new mercurius.ErrorWithProps('Unauthorized', { code: 'UNAUTHENTICATED' }, 401);
}

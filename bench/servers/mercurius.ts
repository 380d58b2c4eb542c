/* Mercurius with its JIT, behind `@fastify/jwt` with its cache and the keys of `get-jwks`. */
import jwt from '@fastify/jwt';
import Fastify, { type FastifyRequest } from 'fastify';
import buildGetJwks from 'get-jwks';
import mercurius from 'mercurius';
import { environment, type Claims } from './environment.js';
import { createResolvers, typeDefs } from './schema.js';

interface Context {
  readonly caller: Claims | undefined;
}

const { issuer, audience, jwksUri, host, port } = environment;
const getJwks = buildGetJwks({
  issuersWhitelist: [issuer],
  jwksPath: new URL(jwksUri).pathname,
});
const app = Fastify();
await app.register(jwt, {
  decode: { complete: true },
  secret: (_: FastifyRequest, { header, payload }: jwt.TokenOrHeader) =>
    getJwks.getPublicKey({ kid: header.kid, alg: header.alg, domain: payload.iss }),
  verify: { cache: true, algorithms: ['RS256'], allowedIss: issuer, allowedAud: audience },
});
await app.register(mercurius, {
  schema: typeDefs,
  resolvers: createResolvers(({ caller }: Context) => {
    if (!caller) throw unauthenticated();
    return caller;
  }),
  jit: 1,
  context: async (request: FastifyRequest): Promise<Context> => ({
    caller: await readCaller(request),
  }),
});
await app.listen({ host, port });

/** A public field beside a protected one: who sends no token may still greet. */
async function readCaller(request: FastifyRequest): Promise<Claims | undefined> {
  if (!request.headers.authorization) return undefined;
  try {
    return await request.jwtVerify<Claims>();
  } catch {
    return undefined;
  }
}

function unauthenticated() {
  return new mercurius.ErrorWithProps('Unauthorized', { code: 'UNAUTHENTICATED' }, 401);
}

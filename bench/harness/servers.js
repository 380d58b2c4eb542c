import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const PEERS = fileURLToPath(new URL('../dist/', import.meta.url));

/** More than any machine reaches in one run: the limiter's cost counts, its limit does not. */
const RATE_LIMIT = '1000000';
const POINTS = '100000000';

const peer = (name, title, fields) => ({
  name,
  title,
  fields,
  cwd: PEERS,
  args: [join(PEERS, `${name}.js`)],
  env: (issuer) => issuer,
});

const own = (name, title, root) => ({
  name,
  title,
  isOwn: true,
  fields: ['hello', 'secret', 'me'],
  cwd: root,
  args: ['dist/main.js'],
  env: (issuer) => ({
    AUTH0_DOMAIN: issuer.ISSUER,
    AUTH0_AUDIENCE: issuer.AUDIENCE,
    AUTH0_MANAGEMENT_DOMAIN: issuer.MANAGEMENT_URL,
    AUTH0_CLIENT_ID: issuer.MANAGEMENT_ID,
    AUTH0_CLIENT_SECRET: issuer.MANAGEMENT_SECRET,
    RATE_LIMIT_PER_MINUTE: RATE_LIMIT,
    CALLER_POINTS_PER_MINUTE: POINTS,
  }),
});

/** The servers of a run; `candidates` are other built trees of this project, to compare changes. */
export function listServers({ candidates, root = PROJECT } = {}) {
  const both = ['hello', 'secret'];
  return [
    own('ours', 'this project', root),
    ...(candidates?.split(',') ?? []).map((folder) =>
      own(basename(folder), 'this project, changed', resolve(folder)),
    ),
    peer('bare', 'Nest + Fastify + Apollo, one resolver', ['hello']),
    peer('nest-tutorial', 'Nest + Express + Apollo + passportJwtSecret', [...both, 'me']),
    peer('nest-mercurius', 'Nest + Mercurius driver + passportJwtSecret', both),
    peer('apollo-express', 'Apollo + Express 5 + express-oauth2-jwt-bearer', both),
    peer('yoga', 'GraphQL Yoga + its jwt plugin', both),
    peer('mercurius', 'Mercurius (JIT) + fastify-jwt-jwks', both),
    peer('plain-http', 'node:http + graphql-js + jose', both),
  ];
}

import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
export const PEERS = fileURLToPath(new URL('../dist/', import.meta.url));

/** More than any machine reaches in one run: the cost of a limit counts, the limit does not. */
const UNREACHED = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  CALLER_POINTS_PER_MINUTE: '100000000',
  MAX_OPERATION_POINTS: '100000',
  MAX_EVENT_LOOP_DELAY_MS: '60000',
};

/** Where the packages of a tree are found, even if it shares them with another one. */
export const builtIn = (root) =>
  join(root, 'node_modules/.cache/bench', resolve(root).replaceAll(/\W+/g, '-'));

/** @param file of `bench/servers`, without its ending */
export const peer = (name, title, file = name) => ({
  name,
  title,
  cwd: PEERS,
  args: [join(PEERS, `${file}.js`)],
  env: (surroundings) => surroundings,
});

/** @param file of `bench/ours`, without its ending */
export const own = (name, title, root, file, limits = UNREACHED) => ({
  name,
  title,
  isOwn: true,
  cwd: root,
  args: [join(builtIn(root), `${file}.js`)],
  env: ({ DATABASE_URL, TRUST_PROXY, ...issuer }) => ({
    AUTH0_DOMAIN: issuer.ISSUER,
    AUTH0_AUDIENCE: issuer.AUDIENCE,
    AUTH0_MANAGEMENT_DOMAIN: issuer.MANAGEMENT_URL,
    AUTH0_CLIENT_ID: issuer.MANAGEMENT_ID,
    AUTH0_CLIENT_SECRET: issuer.MANAGEMENT_SECRET,
    ...(DATABASE_URL && { DATABASE_URL }),
    ...(TRUST_PROXY && { TRUST_PROXY }),
    ...limits,
  }),
});

/** The servers of a run; `candidates` are other built trees of this project, to compare changes. */
export function listServers({ candidates, root = PROJECT } = {}) {
  return [
    own('ours', 'this project', root, 'loaded'),
    ...(candidates?.split(',') ?? []).map((folder) =>
      own(basename(folder), 'this project, changed', resolve(folder), 'loaded'),
    ),
    peer('bare', 'Nest + Fastify + Apollo + `passportJwtSecret`'),
    peer('mercurius', 'Mercurius (JIT) + `@fastify/jwt` with its cache'),
    peer('nest-mercurius', 'Nest + Mercurius driver (JIT) + `passportJwtSecret`'),
    peer('yoga', 'GraphQL Yoga + its jwt plugin'),
    peer('apollo-express', 'Apollo + Express 5 + express-oauth2-jwt-bearer'),
    peer('nest-tutorial', 'Nest + Express + Apollo + `passportJwtSecret`'),
    { ...peer('plain-http', 'node:http + graphql-js + jose'), isFloor: true },
  ];
}

/** Servers with a subscription whose events reach every subscriber. */
export const LIVE_SERVERS = [
  own('ours', 'this project', PROJECT, 'live'),
  peer('nest', "Nest's own option on Fastify and Apollo", 'live-nest'),
  peer('mercurius', 'Mercurius with its own subscriptions', 'live-mercurius'),
  peer('graphql-ws', 'graphql-ws on ws, Yoga beside it', 'live-graphql-ws'),
];

/** Servers with what an attack aims at; this project with the limits of production. */
export const ATTACKED_SERVERS = [
  own('ours', 'this project', PROJECT, 'attacked', {}),
  peer('bare', 'Nest + Fastify + Apollo', 'attacked-bare'),
];

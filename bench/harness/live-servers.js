import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT } from './servers.js';

const PEERS = fileURLToPath(new URL('../dist/', import.meta.url));
/** Where the packages of the project are found. */
const BUILT = join(PROJECT, 'node_modules/.cache/bench');
export const OURS = join(BUILT, 'live-ours.js');
export const OURS_ATTACKED = join(BUILT, 'attacked-ours.js');

const peer = (name, title) => ({
  name,
  title,
  cwd: PEERS,
  args: [join(PEERS, `live-${name}.js`)],
  env: (issuer) => issuer,
});

/** Servers with a subscription whose events reach every subscriber. */
export const LIVE_SERVERS = [
  {
    name: 'ours',
    title: 'this project',
    cwd: PROJECT,
    args: [OURS],
    env: (issuer) => ({
      OIDC_ISSUER_URL: issuer.ISSUER,
      OIDC_AUDIENCE: issuer.AUDIENCE,
      RATE_LIMIT_PER_MINUTE: '1000000',
      CALLER_POINTS_PER_MINUTE: '100000000',
    }),
  },
  peer('nest', "Nest's own option on Fastify and Apollo"),
  peer('mercurius', 'Mercurius with its own subscriptions'),
  peer('graphql-ws', 'graphql-ws on ws, Yoga beside it'),
];

/** Servers with what an attack aims at; this project with the limits of production. */
export const ATTACKED_SERVERS = [
  {
    name: 'ours',
    title: 'this project',
    cwd: PROJECT,
    args: [OURS_ATTACKED],
    env: (issuer) => ({ OIDC_ISSUER_URL: issuer.ISSUER, OIDC_AUDIENCE: issuer.AUDIENCE }),
  },
  { ...peer('bare', 'Nest + Fastify + Apollo'), args: [join(PEERS, 'attacked-bare.js')] },
];

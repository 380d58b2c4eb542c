import { listAttackTargets } from './attack-table.js';
import { listDatabaseTargets } from './database-tables.js';
import { table } from './table.js';

const TITLES = {
  hello: '`hello`',
  secret: '`secret`',
  rotation: '2,000 tokens',
  'new-token': 'new token',
  'bad-signature': 'bad signature',
  me: '`me` warm',
};

/** What ours must not exceed; one that was not measured in this run is left out. */
export function createTargetTable({ summaries, ...long }) {
  const values = createReader(summaries);
  const rows = listTargets(values, long)
    .filter(({ value }) => value !== undefined && !Number.isNaN(value))
    .map(({ title, value, limit, digits = 2 }) => [
      title,
      value.toFixed(digits),
      `≤ ${limit}`,
      value <= limit ? 'yes' : '**no**',
    ]);
  return rows.length > 0 ? `### Goals\n\n${table(['goal', 'now', 'limit', 'reached'], rows)}` : '';
}

function createReader(summaries) {
  const find = (server) => summaries.find((one) => one.server === server)?.summary;
  const cpu = (server, scenario) => find(server)?.scenarios[scenario]?.cpu;
  return {
    ratio: (scenario, server, otherScenario = scenario) =>
      cpu('ours', scenario) / cpu(server, otherScenario),
    life: (key) => find('ours')?.[key] / find('bare')?.[key],
    loadedRss: () => find('ours')?.scenarios.hello?.rss / find('bare')?.scenarios.hello?.rss,
  };
}

function listTargets(values, measured) {
  return [
    ...listRequestTargets(values),
    ...listLifeTargets(values),
    ...listLongTargets(measured),
    ...listDatabaseTargets(measured),
    ...listLiveTargets(measured.live),
    ...listAttackTargets(measured.attack),
  ];
}

function listRequestTargets({ ratio }) {
  const to = (scenario, server, title, limit) => ({
    title: `${TITLES[scenario]} / ${title}`,
    value: ratio(scenario, server),
    limit,
  });
  const own = (scenario, other, limit) => ({
    title: `${TITLES[scenario]} / ${TITLES[other]}`,
    value: ratio(scenario, 'ours', other),
    limit,
  });
  return [
    to('hello', 'bare', 'bare Nest, Fastify and Apollo', 0.5),
    own('secret', 'hello', 1.08),
    to('secret', 'nest-tutorial', 'the classic tutorial', 0.2),
    to('secret', 'yoga', 'Yoga', 0.2),
    to('secret', 'apollo-express', 'Apollo with express-oauth2-jwt-bearer', 0.4),
    to('secret', 'mercurius', 'Mercurius with fastify-jwt-jwks', 0.6),
    own('rotation', 'secret', 1.1),
    to('new-token', 'nest-tutorial', 'the classic tutorial', 0.33),
    to('new-token', 'nest-mercurius', "Nest's Mercurius driver with passportJwtSecret", 0.75),
    own('bad-signature', 'new-token', 1),
    own('me', 'secret', 1.08),
  ];
}

function listLifeTargets({ life, loadedRss }) {
  return [
    { title: 'start to first answer / bare', value: life('startMs'), limit: 1 },
    { title: 'CPU time until the first answer / bare', value: life('startCpuMs'), limit: 1.3 },
    { title: 'idle RSS / bare', value: life('idleRss'), limit: 1.3 },
    { title: 'RSS after load / bare', value: loadedRss(), limit: 1.5 },
  ];
}

function listLongTargets({ crowd, memory, development }) {
  const ours = (results) => results.find(({ server }) => server === 'ours');
  const growth = ours(memory) && ours(memory).after - ours(memory).before;
  const { startMs, reloadMs, packages } = ours(development) ?? {};
  return [
    {
      title: 'failed `me` of 1,000 users, once warm',
      value: ours(crowd)?.failed,
      limit: 0,
      digits: 0,
    },
    { title: 'growth over 250,000 tokens, MiB', value: growth / 1024 ** 2, limit: 30, digits: 1 },
    {
      title: '`npm start` until the addresses are printed, s',
      value: startMs / 1000,
      limit: 8,
      digits: 1,
    },
    {
      title: '`start:dev`: from a saved file to its answer, s',
      value: reloadMs / 1000,
      limit: 2,
      digits: 1,
    },
    { title: 'packages that `npm ci` installs', value: packages, limit: 700, digits: 0 },
  ];
}

function listLiveTargets(live) {
  const ours = live.find(({ server }) => server === 'ours');
  const peers = live.filter(({ server }) => server !== 'ours');
  const best = Math.min(...peers.map(({ eventCpu }) => eventCpu));
  const cost = peers.length > 0 && ours ? ours.eventCpu / best : undefined;
  return [
    { title: 'an idle WebSocket, KiB', value: ours?.bytesPerSocket / 1024, limit: 25, digits: 1 },
    {
      title: 'an event to its last subscriber, p99 ms',
      value: ours?.lastP99,
      limit: 150,
      digits: 0,
    },
    { title: 'CPU time of an event / the best peer', value: cost, limit: 1 },
    {
      title: 'verifications for 1,000 WebSockets with one token',
      value: ours?.verified,
      limit: 1,
      digits: 0,
    },
  ];
}

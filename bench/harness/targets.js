import { table } from './tables.js';

/** Ratios that ours must not exceed. */
export function createTargetTable({ summaries, crowd, memory }) {
  const values = createReader(summaries);
  const rows = listTargets(values, crowd, memory)
    .filter(({ value }) => value !== undefined && !Number.isNaN(value))
    .map(({ title, value, limit, digits = 2 }) => [
      title,
      value.toFixed(digits),
      `≤ ${limit}`,
      value <= limit ? 'yes' : '**no**',
    ]);
  return rows.length > 0
    ? `### Targets\n\n${table(['ratio', 'now', 'limit', 'reached'], rows)}`
    : '';
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

function listTargets({ ratio, life, loadedRss }, crowd, memory) {
  const ourCrowd = crowd.find(({ server }) => server === 'ours');
  const ourMemory = memory.find(({ server }) => server === 'ours');
  return [
    { title: '`secret` / our `hello`', value: ratio('secret', 'ours', 'hello'), limit: 1.1 },
    {
      title: '`secret` / the classic tutorial',
      value: ratio('secret', 'nest-tutorial'),
      limit: 0.2,
    },
    { title: '`secret` / Yoga', value: ratio('secret', 'yoga'), limit: 0.2 },
    {
      title: '`secret` / Apollo with express-oauth2-jwt-bearer',
      value: ratio('secret', 'apollo-express'),
      limit: 0.4,
    },
    {
      title: '`secret` / Mercurius with fastify-jwt-jwks',
      value: ratio('secret', 'mercurius'),
      limit: 1,
    },
    { title: '2,000 tokens / one token', value: ratio('rotation', 'ours', 'secret'), limit: 1.1 },
    {
      title: 'new token / the classic tutorial',
      value: ratio('new-token', 'nest-tutorial'),
      limit: 0.35,
    },
    {
      title: 'bad signature / new token',
      value: ratio('bad-signature', 'ours', 'new-token'),
      limit: 1,
    },
    { title: '`hello` / bare', value: ratio('hello', 'bare'), limit: 1.1 },
    { title: '`me` warm / `secret`', value: ratio('me', 'ours', 'secret'), limit: 1.5 },
    {
      title: 'failed `me` of 1,000 users, once warm',
      value: ourCrowd?.failed,
      limit: 0,
      digits: 0,
    },
    { title: 'start / bare', value: life('startMs'), limit: 1.3 },
    { title: 'CPU time until the first answer / bare', value: life('startCpuMs'), limit: 1.3 },
    { title: 'idle RSS / bare', value: life('idleRss'), limit: 1.3 },
    { title: 'RSS after load / bare', value: loadedRss(), limit: 1.5 },
    {
      title: 'growth over 250,000 tokens, MiB',
      value: ourMemory && (ourMemory.after - ourMemory.before) / 1024 ** 2,
      limit: 30,
      digits: 1,
    },
  ];
}

import { expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';

const api = useApi({ env: { RATE_LIMIT_PER_MINUTE: '3', TRUST_PROXY: 'loopback' } });

function ask(client: string) {
  return api.anonymous.with({ 'x-forwarded-for': client }).query('{ open }');
}

it('a client that asks too often is told when to come back, and the others are served', async () => {
  const answers = [];
  for (let count = 0; count < 5; count += 1) answers.push(await ask('203.0.113.1'));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(answers[3]?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  expect((await ask('203.0.113.2')).status).toBe(200);
});

it('a client cannot choose its address by sending more of them', async () => {
  for (let count = 0; count < 3; count += 1) await ask(`198.51.100.${count}, 203.0.113.3`);
  expect((await ask('198.51.100.9, 203.0.113.3')).status).toBe(429);
});

it('probes are never refused', async () => {
  const live = api.url.replace('/graphql', '/health/live');
  const statuses = [];
  for (let count = 0; count < 6; count += 1) statuses.push((await fetch(live)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
});

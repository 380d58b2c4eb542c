import { beforeAll, expect, it } from '@jest/globals';
import { ShutdownState } from '../../../src/platform/http/graceful-shutdown.js';
import { useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

const issuer = useIssuer();
beforeAll(() => void issuer.faults.set('*', (_, response) => response.writeHead(503).end()));
const api = useApi({ trusts: issuer });

async function probe(path: string) {
  const response = await fetch(api.url.replace('/graphql', path));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

it('the process is live while its issuer is down', async () => {
  expect((await probe('/health/live')).status).toBe(200);
});

it('it is not ready without signing keys, and becomes ready when they arrive', async () => {
  const { status, body } = await probe('/health/ready');
  expect(status).toBe(503);
  expect(body['error']).toEqual({
    signingKeys: {
      status: 'down',
      message: "No trusted issuer's signing keys could be fetched yet.",
    },
  });
  expect(JSON.stringify(body)).not.toContain(issuer.url);
  issuer.faults.clear();
  const giveUpAt = Date.now() + 6_000;
  while ((await probe('/health/ready')).status !== 200) {
    if (Date.now() > giveUpAt) throw new Error('It never became ready.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

it('it is not ready while it shuts down', async () => {
  api.app.get(ShutdownState).beginShutdown();
  const { status, body } = await probe('/health/ready');
  expect({ status, error: body['error'] }).toEqual({
    status: 503,
    error: { process: { status: 'down', message: 'Shutting down.' } },
  });
  expect((await probe('/health/live')).status).toBe(200);
});

import { beforeAll, describe, expect, it } from '@jest/globals';
import { ShutdownState } from '../../../src/platform/http/graceful-shutdown.js';
import { type TestApi, useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';
import { until } from '../../support/until.js';

describe('a process whose issuer is down', () => {
  const issuer = useIssuer();
  beforeAll(() => void issuer.faults.set('*', (_, response) => response.writeHead(503).end()));
  const api = useApi({ trusts: issuer });

  it('is live, but not ready until it gets the signing keys', async () => {
    expect((await probe(api, 'live')).status).toBe(200);
    const { status, body } = await probe(api, 'ready');
    expect(status).toBe(503);
    expect(body['error']).toEqual({
      signingKeys: {
        status: 'down',
        message: "No trusted issuer's signing keys could be fetched yet.",
      },
    });
    expect(JSON.stringify(body)).not.toContain(issuer.url);
    issuer.faults.clear();
    await until('the process is ready', async () => (await probe(api, 'ready')).status === 200);
  });
});

describe('a process that shuts down', () => {
  const api = useApi({ trusts: useIssuer() });

  it('is live, but not ready', async () => {
    await until('the process is ready', async () => (await probe(api, 'ready')).status === 200);
    api.app.get(ShutdownState).beginShutdown();
    const { status, body } = await probe(api, 'ready');
    expect({ status, error: body['error'] }).toEqual({
      status: 503,
      error: { process: { status: 'down', message: 'Shutting down.' } },
    });
    expect((await probe(api, 'live')).status).toBe(200);
  });
});

async function probe({ url }: TestApi, name: 'live' | 'ready') {
  const response = await fetch(new URL(`/health/${name}`, url));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

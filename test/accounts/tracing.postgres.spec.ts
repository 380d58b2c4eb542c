import { expect, it } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { usePostgres } from '../support/postgres-server.js';
import { useIssuer } from '../support/test-issuer.js';
import { TraceCollector } from '../support/trace-collector.js';
import { use } from '../support/use.js';

const collector = use(() => TraceCollector.start());
const issuer = useIssuer();
const postgres = usePostgres();

it('a trace leads to the statements, without their values', async () => {
  const { url } = await postgres.createDatabase();
  const api = await ApiProcess.start({
    ...issuer.env,
    DATABASE_URL: url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const token = await issuer.token({ claims: { sub: 'auth0|somebody-secret' } });
  expect((await api.query(token, 'query Mine { myAccount { id } }')).status).toBe(200);
  expect(await api.stop()).toBe(0);

  const mine = collector.spans.find(({ name }) => name === 'query');
  const trace = collector.spans.filter(({ traceId }) => traceId === mine?.traceId);
  expect(trace.map(({ name }) => name)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^pg\.query:INSERT/i)]),
  );
  expect(collector.received).toContain('insert into');
  expect(collector.received).not.toContain('somebody-secret');
  expect(collector.received).not.toContain('for%20the%20tests');
});

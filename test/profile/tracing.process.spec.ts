import { expect, it } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { TraceCollector } from '../support/trace-collector.js';
import { createUsers, useTenant } from '../support/tenant.js';
import { use } from '../support/use.js';

const ID = 'auth0|user00000';

const collector = use(() => TraceCollector.start());
const tenant = useTenant({ users: createUsers(1) });

it('one trace leads from HTTP through GraphQL to the upstream call', async () => {
  const api = await ApiProcess.start({ ...tenant.env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const token = await tenant.token(ID);
  await api.query(token, 'query Me { me { id } }');
  await api.query(token, 'query Me { me { id } }');
  await api.query(token, 'query Kind { me { __typename } }');
  await api.query(token, 'query Kind { me { __typename } }');
  expect(await api.stop()).toBe(0);

  const [me, again, ...others] = collector.spans.filter(({ name }) => name === 'query');
  // Two more of an operation that graphql-js would not have to execute.
  expect(others).toHaveLength(2);
  expect(again?.traceId).not.toBe(me?.traceId);
  const trace = collector.spans.filter(({ traceId }) => traceId === me?.traceId);
  const root = trace.find(({ parentId }) => parentId === '');
  expect(root?.name).toBe('POST');
  expect(me?.parentId).toBe(root?.id);
  // Includes the requests for the machine token and the profile.
  expect(trace.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['POST', 'graphql.resolve Query.me', 'GET']),
  );
  expect(collector.received).toContain('/api/v2/users/{id}');
  expect(collector.received).not.toContain('user00000');
  expect(collector.received).not.toContain(token);
});

it('loads neither tracing nor metrics unless they are configured', async () => {
  const api = await ApiProcess.start({ ...tenant.env, NODE_DEBUG: 'module' });
  await api.query(await tenant.token(ID), '{ me { id } }');
  await api.stop();
  expect(api.output).toContain('fastify');
  expect(api.output).not.toMatch(/opentelemetry|prom-client/);
});

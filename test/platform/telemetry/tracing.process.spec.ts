import { describe, expect, it } from '@jest/globals';
import { ApiProcess } from '../../support/api-process.js';
import { useIssuer } from '../../support/test-issuer.js';
import { TraceCollector } from '../../support/trace-collector.js';
import { use } from '../../support/use.js';

const issuer = useIssuer();
const collector = use(() => TraceCollector.start());

/** What a caller may send, each with a word of its own that no trace may contain. */
const REQUESTS: readonly { readonly query: string; readonly variables?: object }[] = [
  { query: 'query CanaryName { canary_alias: open } # canary-comment' },
  { query: 'mutation Keyed { changeProbe(to: { canary_key: 1 }) { id } }' },
  { query: 'mutation Enumerated { changeProbe(to: { a: CANARY_ENUM }) { id } }' },
  { query: 'mutation Literal { changeProbe(to: { a: "canary-literal" }) { id } }' },
  { query: 'query Described { probeById(id: { ssn: "canary-of-validation" }) { id } }' },
  { query: 'query Thrown($id: ID!) { probeById(id: $id) { id } }', variables: { id: 'canary-id' } },
  {
    query: 'query Coerced($id: ID!) { probeById(id: $id) { id } }',
    variables: { id: { canary_key_of_variable: 'canary-variable' } },
  },
  { query: 'query Unparsable { open(a: "canary-unparsable }' },
];

describe('a trace', () => {
  it('contains nothing that a caller wrote', async () => {
    const api = await ApiProcess.startProbe({
      ...issuer.env,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      TRUST_PROXY: 'loopback',
    });
    const token = await issuer.token({ claims: { permissions: ['read:probes'] } });
    const headers = {
      authorization: `Bearer ${token}`,
      'user-agent': 'canary-agent',
      'x-forwarded-for': '198.51.100.77',
      forwarded: 'for=198.51.100.77;host=canary-host',
      'x-forwarded-host': 'canary-host',
      cookie: 'a=canary-cookie',
      baggage: 'user=canary-baggage',
    };
    for (const request of [...REQUESTS, ...REQUESTS]) {
      await fetch(api.url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(request),
      });
    }
    await fetch(`${api.url}?query={probeById(id:"canary-query-string"){id}}`, { headers });
    expect(await api.stop()).toBe(0);

    const { received } = collector;
    expect([...new Set(received.match(/canary[\w-]*/gi))]).toEqual([]);
    const addresses = ['198.51.100.77', 'client.address', 'network.peer', 'user_agent'];
    expect([...addresses, token].filter((word) => received.includes(word))).toEqual([]);
    // What helps to find a fault is there.
    const useful = [
      'graphql.resolve Query.open',
      'graphql.operation.type',
      'graphql.field.name',
      'http.request.method',
      'http.response.status_code',
      'exception.type',
      'url.path',
    ];
    expect(useful.filter((word) => !received.includes(word))).toEqual([]);
  });
});

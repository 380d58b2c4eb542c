import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { useApi } from '../support/api.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { useIssuer } from '../support/test-issuer.js';
import { use } from '../support/use.js';

const REVISION = '2026-07-28';
const MCP_URL = 'http://127.0.0.1:3000/mcp';

/** It needs Node 22, which the package `node` brings. */
const CONFORMANCE = ['node@22', '@modelcontextprotocol/conformance@0.2.0-alpha.12'];

/** The scenarios and checks that need more of a server than tools that answer at once with data. */
const NOT_APPLICABLE: readonly (readonly [RegExp, string])[] = [
  [/^(prompts-|resources-|completion-)/, 'no prompts, resources and completions'],
  [/^tools-call-(image|audio|embedded-resource|mixed-content)/, 'answers are data, without media'],
  [/^(tools-call-with-progress|tasks-)/, 'a call is one answer, without progress and tasks'],
  [/^input-required-result-/, 'no tool asks its caller for input'],
  [
    /^(json-schema-2020-12|http-custom-header-server-validation) /,
    'input schemas come from GraphQL',
  ],
  [/^caching sep-2549-(prompts|resources)/, 'no prompts and resources'],
  [
    /^server-stateless sep-2575-(server-rejects-undeclared|missing-capability)/,
    'no tool needs one',
  ],
  [/^server-stateless sep-2575-(http-server-no-independent|server-no-log)/, 'no streams, no log'],
];

/** Scenarios that have to be there whatever the lists above say. */
const NEEDED = [
  'server-stateless',
  'tools-list',
  'tools-call-simple-text',
  'tools-call-error',
  'dns-rebinding-protection',
  'http-header-validation',
  'caching',
];

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  env: { MCP_URL },
  operations: {
    // Scenarios about headers call the first tool of the list.
    'simple.graphql': '# Says open.\n# @tool\nquery test_simple_text { open }',
    'wrong.graphql':
      '# Lacks a permission.\n# @tool\nquery test_error_handling { probeById(id: "1") { id } }',
  },
});

/** The command has no option for a token: adds one to each request. */
const proxy = use(async () => {
  const token = await issuer.token({ claims: { aud: MCP_URL } });
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const target = {
      ...{ host: '127.0.0.1', port: new URL(api.url).port, method, path },
      headers: { ...headers, authorization: `Bearer ${token}` },
    };
    incoming.pipe(
      send(target, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/mcp`, close: () => void server.close() };
});

it(`the tools conform to the Model Context Protocol, revision ${REVISION}`, async () => {
  const results = createTemporaryFolder('conformance');
  try {
    await runConformance(results.path);
    const checks = readdirSync(results.path).flatMap((name) => readChecks(results.path, name));
    const passed = checks
      .filter(({ status }) => status === 'SUCCESS')
      .map(({ scenario }) => scenario);
    expect(NEEDED.filter((scenario) => !passed.includes(scenario))).toEqual([]);
    const failed = checks.filter(({ status }) => status === 'FAILURE');
    const names = failed.map(({ scenario, id }) => `${scenario} ${id}`);
    expect(names.filter((name) => !NOT_APPLICABLE.some(([known]) => known.test(name)))).toEqual([]);
  } finally {
    results.remove();
  }
}, 300_000);

interface Check {
  readonly scenario: string;
  readonly id: string;
  readonly status: string;
}

async function runConformance(folder: string): Promise<void> {
  const packages = CONFORMANCE.flatMap((name) => ['-p', name]);
  const options = ['--url', proxy.url, '--requirements', REVISION, '-o', folder];
  const command = ['-y', ...packages, 'conformance', 'server', ...options];
  await promisify(execFile)('npx', command, { maxBuffer: 100 * 1024 * 1024 }).catch(
    (failure: { code?: number }) => {
      // 1 is a check that has failed: this test judges which.
      if (failure.code !== 1) throw failure;
    },
  );
}

/** The folder of a scenario is `server-NAME-TIME`. */
function readChecks(results: string, folder: string): Check[] {
  const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT.+$/.exec(folder)?.[1] ?? folder;
  const text = readFileSync(join(results, folder, 'checks.json'), 'utf8');
  return (JSON.parse(text) as Omit<Check, 'scenario'>[]).map((check) => ({ ...check, scenario }));
}

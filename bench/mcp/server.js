/* An API and its issuer, which `run.js` starts and sends requests to. */
import { TestApi } from '../../test/support/api.ts';
import { TestIssuer } from '../../test/support/test-issuer.ts';
import { createOperations } from './cases.js';

const MCP_URL = 'http://127.0.0.1:3000/mcp';

const issuer = await TestIssuer.start();
const unlimited = { RATE_LIMIT_PER_MINUTE: '0', CALLER_POINTS_PER_MINUTE: '0' };
const env = { ...issuer.env, ...unlimited, MCP_URL };
const api = await TestApi.start(env, {}, {}, createOperations());
const claims = { aud: [MCP_URL, issuer.audience], permissions: ['read:probes'] };
process.send({
  ready: { port: Number(new URL(api.url).port), token: await issuer.token({ claims }) },
});

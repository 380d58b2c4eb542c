/*
 * The first test of a deployment, run from where its clients are:
 *
 *   node deploy/smoke-test.mjs https://api.example.com/graphql
 *
 * With ACCESS_TOKEN in the environment it also asks with a token. --query is a query that needs one.
 * --rate-limit 600 checks that clients cannot choose the address by which they are counted; it uses
 * up the limit of your own address for a minute.
 */
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: {
    query: { type: 'string', default: '{ secret }' },
    'rate-limit': { type: 'string' },
  },
  allowPositionals: true,
});
const [address = ''] = positionals;
if (!URL.canParse(address)) {
  console.error(
    'usage: node deploy/smoke-test.mjs https://HOST/graphql [--query …] [--rate-limit N]',
  );
  process.exit(2);
}
const url = new URL(address);
const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
const token = process.env.ACCESS_TOKEN;
/** One after the other, they would take longer than a minute where the API is far away. */
const AT_A_TIME = 20;

/** Each check returns what is wrong, or nothing. */
const checks = {
  [url.protocol === 'https:' ? 'is reached by TLS' : 'is on this machine, so plain http will do']:
    () => (url.protocol === 'https:' || isLoopback ? undefined : 'it is not: use https'),

  'serves nothing by plain http': async () => {
    if (url.protocol !== 'https:') return undefined;
    const plain = `http://${url.hostname}${url.pathname}`;
    const answer = await fetch(plain, { redirect: 'manual' }).catch(() => undefined);
    return answer && answer.status < 300 ? `${plain} answered ${answer.status}` : undefined;
  },

  'answers a query': async () => {
    const { status, body } = await ask('{ __typename }');
    return body?.data?.__typename === 'Query' ? undefined : `answered ${status}`;
  },

  'runs in production mode': async () => {
    const { status, headers } = await ask('{ __schema { description } }');
    if (status !== 400) return `introspection answered ${status}: set NODE_ENV=production`;
    const expected = { 'content-security-policy': "default-src 'none'" };
    if (url.protocol === 'https:') expected['strict-transport-security'] = 'includeSubDomains';
    const missing = Object.entries(expected).filter(
      ([name, part]) => !headers.get(name)?.includes(part),
    );
    return missing.length > 0 ? `no header ${missing[0][0]}: does a proxy remove it?` : undefined;
  },

  'asks for an access token': async () =>
    expectRefusal(await ask(values.query), /^(Bearer|DPoP)\b/),

  'refuses a bad access token': async () =>
    expectRefusal(await ask(values.query, 'not-a-token'), /^Bearer error="invalid_token"/),

  'keeps its metrics to itself': async () => {
    const answer = await fetch(new URL('/metrics', url));
    const isExposed = answer.ok && (await answer.text()).includes('# HELP');
    return isExposed ? '/metrics can be read by everybody' : undefined;
  },
};

if (token) {
  checks['accepts the access token'] = async () => {
    const { status, body } = await ask(values.query, token);
    const reason = body?.errors?.[0]?.extensions;
    return status === 200 && !reason ? undefined : `answered ${status} ${JSON.stringify(reason)}`;
  };
}

if (values['rate-limit']) {
  checks['counts clients by an address that they cannot choose'] = async () => {
    const requests = Number(values['rate-limit']) + 1;
    for (let sent = 0; sent < requests; sent += AT_A_TIME) {
      const count = Math.min(AT_A_TIME, requests - sent);
      const answers = Array.from({ length: count }, (_, index) => askFrom(sent + index));
      if ((await Promise.all(answers)).some(({ status }) => status === 429)) return undefined;
    }
    return 'no answer was 429: TRUST_PROXY is too large, or the limit is higher';
  };
}

for (const [name, check] of Object.entries(checks)) {
  const problem = await Promise.resolve(check()).catch(
    (error) => error.cause?.message ?? error.message,
  );
  console.log(problem ? `FAILED  ${name}: ${problem}` : `ok      ${name}`);
  if (problem) process.exitCode = 1;
}

function askFrom(number) {
  return ask('{ __typename }', undefined, { 'x-forwarded-for': `198.51.100.${number % 250}` });
}

async function ask(query, accessToken, headers = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
      ...headers,
    },
    body: JSON.stringify({ query }),
  });
  const body = await answer.json().catch(() => undefined);
  return { status: answer.status, headers: answer.headers, body };
}

function expectRefusal({ status, headers }, challenge) {
  const sent = headers.get('www-authenticate');
  if (status !== 401)
    return `${values.query} answered ${status}: name a protected field by --query`;
  return challenge.test(sent ?? '') ? undefined : `the header WWW-Authenticate is ${sent}`;
}

import { styleText } from 'node:util';
import type { DemoUser } from '../local-issuer/storage/demo-user.js';
import type { LocalIssuer } from '../local-issuer/local-issuer.js';
import { signIn } from '../sign-in.js';
import type { ApiAddress } from './addresses.js';
import { findQueries } from './schema-fields.js';

/** What the first screen tells. */
export interface Welcome {
  readonly apiUrl: string;
  readonly issuer: string;
  /** Undefined where the API has no tools. */
  readonly toolsUrl: string | undefined;
  readonly clientId: string;
  readonly audience: string;
  readonly users: readonly DemoUser[];
  readonly tokenOwner: string;
  readonly accessToken: string;
  /** The queries of the schema; unknown where it cannot be asked. */
  readonly queries: ReadonlySet<string> | undefined;
  readonly isColourful: boolean;
  /** Of the access token. */
  readonly seconds: number;
}

interface Example {
  readonly field: string;
  readonly query: string;
  readonly needsToken: boolean;
}

const EXAMPLES: readonly Example[] = [
  { field: 'hello', query: '{ hello }', needsToken: false },
  { field: 'secret', query: '{ secret }', needsToken: true },
  { field: 'me', query: '{ me { id name email userMetadata } }', needsToken: true },
];

/** Signs the first demo user in, and tells what to do next. */
export async function createWelcome(api: ApiAddress, issuer: LocalIssuer): Promise<string> {
  const users = issuer.users.list();
  const [first] = users;
  if (!first) return '';
  const { email } = first.profile;
  const { access_token: accessToken, expires_in: seconds = 0 } = await signIn({
    issuer: issuer.issuer,
    clientId: issuer.browserApplication.clientId,
    audience: issuer.audience,
    email,
    password: first.password,
    scope: ['openid profile email', ...first.permissions].join(' '),
  });
  return welcomeText({
    ...{ apiUrl: api.url, issuer: issuer.issuer, users, tokenOwner: email, accessToken },
    toolsUrl: issuer.toolsUrl,
    clientId: issuer.browserApplication.clientId,
    audience: issuer.audience,
    seconds,
    queries: await findQueries(),
    isColourful: process.stdout.isTTY && !process.env['NO_COLOR'],
  });
}

/** What to do next, to be pasted as it stands. */
export function welcomeText(welcome: Welcome): string {
  const { apiUrl, toolsUrl, accessToken, tokenOwner, queries } = welcome;
  const heading = (text: string) => (welcome.isColourful ? styleText('bold', text) : text);
  const examples = EXAMPLES.filter(({ field }) => queries?.has(field) ?? true);
  return [
    '',
    `${heading('Try it')}  ${welcome.issuer}  (in a browser: sign in with one click)`,
    `${heading('API')}     ${apiUrl}`,
    `${heading('Editor')}  ${new URL('graphiql', welcome.issuer).href}  (GraphiQL, without a network)`,
    ...(toolsUrl ? [`${heading('Tools')}   ${toolsUrl}  (for agents: MCP)`] : []),
    '',
    heading('Demo users (e-mail, password)'),
    ...welcome.users.map(userLines),
    '',
    heading(`An access token of ${tokenOwner}, good for ${durationOf(welcome.seconds)}`),
    accessToken,
    '',
    ...(examples.length > 0 ? [heading('Paste one of these into another terminal'), ''] : []),
    ...examples.flatMap((example) => [curl(apiUrl, accessToken, example), '']),
    heading('For a front end of your own at any port of this machine (public client, PKCE)'),
    `  domain     ${welcome.issuer.replace(/\/$/, '')}`,
    `  client ID  ${welcome.clientId}`,
    `  audience   ${welcome.audience}`,
    '',
    'Another token:  npm run -s token -- ben@example.com',
    'Stop:           Ctrl+C',
    '',
  ].join('\n');
}

function durationOf(seconds: number): string {
  return seconds >= 86_399 ? 'a day' : `${seconds} s`;
}

function userLines({ profile, password, description, permissions }: DemoUser): string {
  const traits = [description, ...permissions].join('; ');
  return `  ${profile.email.padEnd(18)} ${password.padEnd(11)} ${traits}`;
}

function curl(url: string, token: string, { query, needsToken }: Example): string {
  const authorization = needsToken ? ` -H 'authorization: Bearer ${token}'` : '';
  const body = JSON.stringify({ query });
  return `curl -s ${url} -H 'content-type: application/json'${authorization} -d '${body}'`;
}

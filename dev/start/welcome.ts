import { styleText } from 'node:util';
import type { DemoUser } from '../local-issuer/storage/demo-user.js';

/** What the first screen tells. */
export interface Welcome {
  readonly apiUrl: string;
  readonly issuer: string;
  readonly users: readonly DemoUser[];
  readonly tokenOwner: string;
  readonly accessToken: string;
  readonly isColourful: boolean;
}

/** What to do next, to be pasted as it stands. */
export function welcomeText(welcome: Welcome): string {
  const { apiUrl, accessToken, tokenOwner } = welcome;
  const heading = (text: string) => (welcome.isColourful ? styleText('bold', text) : text);
  const authorization = ` -H 'authorization: Bearer ${accessToken}'`;
  return [
    '',
    `${heading('Try it')}  ${welcome.issuer}  (in a browser: sign in with one click)`,
    `${heading('API')}     ${apiUrl}`,
    '',
    heading('Demo users (e-mail, password)'),
    ...welcome.users.map(userLines),
    '',
    heading(`An access token of ${tokenOwner}, good for a day`),
    accessToken,
    '',
    heading('Paste one of these into another terminal'),
    '',
    curl(apiUrl, '{ hello }'),
    '',
    curl(apiUrl, '{ secret }', authorization),
    '',
    curl(apiUrl, '{ me { id name email userMetadata } }', authorization),
    '',
    'Another token:  npm run -s token -- ben@example.com',
    'Stop:           Ctrl+C',
    '',
  ].join('\n');
}

function userLines({ profile, password, description }: DemoUser): string {
  return `  ${profile.email.padEnd(18)} ${password.padEnd(11)} ${description}`;
}

function curl(url: string, query: string, authorization = ''): string {
  const body = JSON.stringify({ query });
  return `curl -s ${url} -H 'content-type: application/json'${authorization} -d '${body}'`;
}

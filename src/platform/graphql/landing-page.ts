import { createHash } from 'node:crypto';
import type { Settings } from '../config/settings.js';
import { LANDING_PAGE_SCRIPT, LANDING_PAGE_STYLE } from './landing-page.script.js';

const SANDBOX = 'https://embeddable-sandbox.cdn.apollographql.com';
const SANDBOX_SCRIPT = `${SANDBOX}/v2/embeddable-sandbox.umd.production.min.js`;
const SANDBOX_FRAME = 'https://sandbox.embed.apollographql.com';

const DOCUMENT = `# Public
query Hello {
  hello
}

# Any valid access token, in the header Authorization below
query Secret {
  secret
}

# A user's access token
query Me {
  me {
    id
    name
    email
    userMetadata
  }
}
`;

const POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(LANDING_PAGE_SCRIPT)}' ${SANDBOX}`,
  `style-src '${hashOf(LANDING_PAGE_STYLE)}'`,
  `frame-src ${SANDBOX_FRAME}`,
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The page of `GET /graphql` in development: Apollo Sandbox, or why it is not there. */
export function createLandingPage({ issuers }: Settings): string {
  const headers = { Authorization: 'Bearer PASTE_AN_ACCESS_TOKEN' };
  const options = { script: SANDBOX_SCRIPT, initialState: { document: DOCUMENT, headers } };
  // Plain http is for loopback alone, and so is the local issuer, whose root is the try-it page.
  const tryItPage = issuers.find(({ kind, url }) => kind === 'auth0' && url.startsWith('http:'));
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>GraphQL API</title>
    <link rel="icon" href="data:,">
    <style>${LANDING_PAGE_STYLE}</style>
  </head>
  <body>
    <header><strong>GraphQL API</strong>${link(tryItPage?.url, 'Sign in as a demo user')}</header>
    <main aria-live="polite">
      <p class="loading">Loading Apollo Sandbox …</p>
      <div class="failure">
        <h1>Apollo Sandbox cannot be reached</h1>
        <p>It comes from Apollo's network, which does not answer. The API works without it.</p>
        <p>${link(tryItPage?.url, 'Sign in and call the API on the try-it page')}</p>
      </div>
      <noscript>This page needs JavaScript.</noscript>
    </main>
    <div id="sandbox"></div>
    <script type="application/json" id="options">${escapeJson(options)}</script>
    <script>${LANDING_PAGE_SCRIPT}</script>
  </body>
</html>
`;
}

function link(url: string | undefined, text: string): string {
  return url ? `<a href="${encodeURI(url)}">${text}</a>` : '';
}

function escapeJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

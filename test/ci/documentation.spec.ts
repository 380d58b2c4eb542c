import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { loadSettings, settingNames } from '../../src/platform/config/load-settings.js';
import { REFUSALS } from '../../src/platform/auth/refusals/unauthenticated.exception.js';

const read = (file: string) => readFileSync(file, 'utf8');
const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, match]) => match ?? '');

/** Read by `npm start` and `npm run token`, not by the API. */
const DEVELOPMENT = [
  'LOCAL_ISSUER_PORT',
  'LOCAL_ISSUER_TOKEN_SECONDS',
  'TOKEN_CALLBACK_PORT',
  'TOKEN_CLIENT_ID',
  'TOKEN_CLIENT_SECRET',
  'TOKEN_MACHINE_CLIENT_ID',
  'TOKEN_MACHINE_CLIENT_SECRET',
];
const variables = [...settingNames(FEATURE_SETTINGS), ...DEVELOPMENT].sort();
const load = (env: Record<string, string | undefined>) => loadSettings(env, FEATURE_SETTINGS);
const ISSUER = { OIDC_ISSUER_URL: 'https://id.example.com/', OIDC_AUDIENCE: 'api' };
/** Not cleaned yet, or generated. */
const WIDE_TABLES = ['docs/operations.md', 'bench/README.md', 'access-map.md'];

/** Every page that is there: an adopter takes some of them out. */
const documents = ['.', 'docs', 'bench', 'examples', 'deploy']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => file.endsWith('.md'));

describe('.env.example', () => {
  const example = read('.env.example');

  it('names every variable once', () => {
    expect(matches(example, /^(?:# )?([A-Z\d_]+)=/gm).sort()).toEqual(variables);
  });

  it('changes nothing when it is copied unchanged', () => {
    const { OIDC_ISSUER_URL, OIDC_AUDIENCE, ...copied } = parseEnv(example);
    expect([OIDC_ISSUER_URL, OIDC_AUDIENCE]).toEqual(['', '']);
    expect(load({ ...copied, ...ISSUER })).toEqual(load(ISSUER));
  });

  it('shows the default where it shows a value', () => {
    const shown = parseEnv(example.replaceAll(/^# ([A-Z\d_]+=)/gm, '$1'));
    expect(load({ ...shown, ...ISSUER })).toEqual(load(ISSUER));
  });
});

describe('the documents', () => {
  /** What the first cells of their tables name in code. */
  const firstCells = documents
    .flatMap((document) => matches(read(document), /^\| (`.+?`)\s+\|/gm))
    .join(' ');

  it('explain every variable once', () => {
    const named = matches(firstCells, /`([A-Z\d_]+)`/g);
    expect(named.filter((name) => variables.includes(name)).sort()).toEqual(variables);
  });

  it('explain every reason for a refusal', () => {
    const named = matches(firstCells, /`([a-z_]+)`/g).filter((name) => name in REFUSALS);
    expect([...new Set(named)]).toEqual(Object.keys(REFUSALS));
  });
});

describe('the README', () => {
  it('has at most 200 lines', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(201);
  });
});

describe.each(documents)('%s', (document) => {
  const text = read(document);

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const withoutChanges = text.replaceAll(/^```diff\n[^]*?\n```$/gm, '');
    const named = matches(withoutChanges, /npm run (?:-s )?([a-z:]+)/g);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('has tables that fit on a screen', () => {
    const lines = text.split('\n').filter((line) => line.startsWith('|') && line.length > 160);
    if (!WIDE_TABLES.includes(document)) expect(lines).toEqual([]);
  });

  it('shows settings that the API accepts', () => {
    for (const block of matches(text, /```dotenv\n([^]*?)```/g)) {
      const env = parseEnv(block.replaceAll(/^ +/gm, ''));
      const withIssuer = Object.keys(env).some((name) => /ISSUER_URL|DOMAIN/.test(name))
        ? {}
        : ISSUER;
      expect(load({ ...withIssuer, ...env }).warnings).toEqual([]);
    }
  });

  it('shows GraphQL that fits the schema', () => {
    const schema = buildSchema(read('schema.gql'));
    for (const block of matches(text, /```graphql\n([^]*?)```/g))
      expect(validate(schema, parse(block))).toEqual([]);
  });

  it('links only to files and headings that exist', () => {
    const links = matches(withoutCode(text), /\]\((?!https?:)([^)]+)\)/g);
    expect(links.filter((link) => !leadsSomewhere(link, document))).toEqual([]);
  });
});

const AGENTS = 'docs/agents.md';
(existsSync(AGENTS) ? describe : describe.skip)('the settings of agents', () => {
  it('are JSON, and name the address of development', () => {
    const addresses = matches(read(AGENTS), /```json\n([^]*?)```/g).flatMap((block) => {
      const { servers, mcpServers } = JSON.parse(block) as Record<string, Record<string, Server>>;
      return Object.values({ ...servers, ...mcpServers });
    });
    expect(addresses.length).toBeGreaterThan(0);
    const { mcpUrl } = load({ ...ISSUER, NODE_ENV: 'development' });
    expect(mcpUrl).toBeDefined();
    for (const { type, url, oauth } of addresses) {
      expect([type, url, typeof oauth.clientId]).toEqual(['http', mcpUrl, 'string']);
    }
  });
});

interface Server {
  readonly type: string;
  readonly url: string;
  readonly oauth: { readonly clientId: string };
}

function leadsSomewhere(link: string, document: string): boolean {
  const [path = '', heading] = link.split('#');
  const file = path === '' ? document : join(dirname(document), path);
  if (!existsSync(file)) return false;
  if (heading === undefined) return true;
  return matches(withoutCode(read(file)), /^#+ (.+)$/gm)
    .map(toAnchor)
    .includes(heading);
}

function withoutCode(text: string): string {
  return text.replaceAll(/^( *)(`{3,})[^]*?\n\1\2$/gm, '');
}

/** The anchor that GitHub makes of a heading. */
function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

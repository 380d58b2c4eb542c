import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { loadSettings, settingNames } from '../../src/platform/config/load-settings.js';
import { REFUSALS } from '../../src/platform/auth/unauthenticated.exception.js';

const read = (file: string) => readFileSync(file, 'utf8');
const matches = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, match]) => match ?? '');

/** Read by `npm start` and `npm run token`, not by the API. */
const DEVELOPMENT = [
  'LOCAL_ISSUER_PORT',
  'TOKEN_CALLBACK_PORT',
  'TOKEN_CLIENT_ID',
  'TOKEN_CLIENT_SECRET',
  'TOKEN_MACHINE_CLIENT_ID',
  'TOKEN_MACHINE_CLIENT_SECRET',
];
const variables = [...settingNames(FEATURE_SETTINGS), ...DEVELOPMENT].sort();
const load = (env: Record<string, string | undefined>) => loadSettings(env, FEATURE_SETTINGS);
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];

describe('.env.example', () => {
  const example = read('.env.example');

  it('names every variable once', () => {
    expect(matches(example, /^(?:# )?([A-Z\d_]+)=/gm).sort()).toEqual(variables);
  });

  it('changes nothing when it is copied unchanged', () => {
    const issuer = { OIDC_ISSUER_URL: 'https://id.example.com/', OIDC_AUDIENCE: 'api' };
    const { OIDC_ISSUER_URL, OIDC_AUDIENCE, ...copied } = parseEnv(example);
    expect([OIDC_ISSUER_URL, OIDC_AUDIENCE]).toEqual(['', '']);
    expect(load({ ...copied, ...issuer })).toEqual(load(issuer));
  });

  it('shows the default where it shows a value', () => {
    const issuer = { OIDC_ISSUER_URL: 'https://id.example.com/', OIDC_AUDIENCE: 'api' };
    const shown = parseEnv(example.replaceAll(/^# ([A-Z\d_]+=)/gm, '$1'));
    expect(load({ ...shown, ...issuer })).toEqual(load(issuer));
  });
});

describe('the README', () => {
  const readme = read('README.md');
  const section = (title: string) =>
    readme.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? '';
  const firstCells = (text: string) => matches(text, /^\| (`.+?`)\s+\|/gm).join(' ');

  it('explains every variable', () => {
    const table = firstCells(section('Environment'));
    expect(matches(table, /`([A-Z\d_]+)`/g).sort()).toEqual(variables);
  });

  it('explains every reason for a refusal', () => {
    const table = firstCells(section('Errors'));
    expect(matches(table, /`([a-z_]+)`/g)).toEqual(Object.keys(REFUSALS));
  });
});

describe.each(documents)('%s', (document) => {
  const text = read(document);

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = matches(text, /npm run (?:-s )?([a-z:]+)/g);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('links only to files and headings that exist', () => {
    const links = matches(text, /\]\((?!https?:)([^)]+)\)/g);
    expect(links.filter((link) => !leadsSomewhere(link, document))).toEqual([]);
  });
});

function leadsSomewhere(link: string, document: string): boolean {
  const [file = '', heading] = link.split('#');
  if (file !== '' && !existsSync(file)) return false;
  if (heading === undefined) return true;
  const headings = matches(read(file || document), /^#+ (.+)$/gm);
  return headings.map(toAnchor).includes(heading);
}

/** The anchor that GitHub makes of a heading. */
function toAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

import { readFileSync } from 'node:fs';

const FILE = new URL('../../../package.json', import.meta.url);
const { name, version } = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>;

/** What this API is called and its version, from `package.json`, which stands beside `src` and `dist`. */
export const PACKAGE = { name: name ?? 'api', version: version ?? '0.0.0' } as const;

import { existsSync, readFileSync } from 'node:fs';

/** Written by Jest's global set-up: making an RSA key takes longer than most tests. */
const FILE = 'node_modules/.cache/test-keys.json';

let prepared: readonly string[] | undefined;
let file: string | undefined;
let taken = 0;

/**
 * The next prepared RSA key of 2,048 bits as PEM. Each spec file begins with the first and gets none
 * twice.
 *
 * @returns undefined outside of Jest, and when all are taken
 */
export function takePreparedKey(): string | undefined {
  // The benchmark loads this file without Jest.
  const { expect } = globalThis as unknown as Partial<typeof import('@jest/globals')>;
  const testPath = expect?.getState().testPath;
  if (!testPath) return undefined;
  if (testPath !== file) [file, taken] = [testPath, 0];
  prepared ??= existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as string[]) : [];
  const key = prepared[taken];
  taken += 1;
  return key;
}

import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

interface Architecture {
  readonly default: ESLint.Options['baseConfig'] & object[];
  readonly ROOMS: readonly string[];
}

// A script without types.
const script = '../../eslint.architecture.js';
const { default: architecture, ROOMS } = (await import(script)) as Architecture;

let eslint: ESLint;

beforeAll(() => {
  eslint = new ESLint({
    overrideConfigFile: true,
    baseConfig: [
      { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } },
      ...architecture,
    ] as ESLint.Options['baseConfig'] & object[],
  });
});

/** What the linter says about one import in that file. */
async function lint(file: string, specifier: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import * as it from '${specifier}';\nexport { it };\n`, {
    filePath: file,
  });
  return result?.messages.map(({ message }) => message) ?? [];
}

const features = foldersOf('src').filter((name) => name !== 'platform');
const [feature = '', other] = features;
const inFeature = `${feature}/${readdirSync(`src/${feature}`).find((name) => name.endsWith('.ts'))}`;

const violations: [string, string, string][] = [
  ['platform/auth/x.ts', '../../../dev/project.js', 'never imports dev, test or bench'],
  [`${feature}/x.ts`, '../../test/support/api.js', 'never imports dev, test or bench'],
  [`${feature}/x.ts`, '../app.js', 'Arrows point from main and app'],
  ['platform/http/x.ts', '../../app.module.js', 'Arrows point from main and app'],
  ['platform/http/x.ts', `../../${inFeature}`, 'The platform never imports a feature'],
  [`${feature}/x.ts`, '../platform/auth/caller.js', 'platform/auth/index.js'],
  [`${feature}/y/x.ts`, '../../platform/auth/caller.js', 'platform/auth/index.js'],
  ...(other ? [[`${other}/x.ts`, `../${inFeature}`, `${feature}/index.js`]] : []),
  [`${feature}/x.settings.ts`, '@nestjs/graphql', 'platform/config/index.js alone'],
  [`${feature}/x.settings.ts`, '../platform/auth/index.js', 'platform/config/index.js alone'],
  ['platform/http/x.ts', '../auth/caller.js', 'stands above platform/http'],
  ['platform/config/x.ts', '../upstream/fetch-json.js', 'stands above platform/config'],
  ['platform/upstream/x.ts', '../http/api.exception.js', 'stands above platform/upstream'],
].map(([file, specifier, message]) => [`src/${file}`, specifier, message] as never);

describe('the linter', () => {
  it.each(violations)('refuses in %s the import of %s', async (file, specifier, message) => {
    expect(await lint(file, specifier)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['src/app.ts', './platform/http/security-headers.js'],
    [`src/${feature}/x.ts`, '../platform/auth/index.js'],
    [`src/${feature}/y/x.ts`, '../../platform/auth/index.js'],
    [`src/${feature}/y/x.ts`, `../../${inFeature}`],
    [`src/${feature}/x.settings.ts`, '../platform/config/index.js'],
    ['src/platform/auth/x.ts', '../http/api.exception.js'],
    ['dev/x.ts', '../src/platform/config/load-settings.js'],
  ])('accepts in %s the import of %s', async (file, specifier) => {
    expect(await lint(file, specifier)).toEqual([]);
  });

  it('refuses a circle of imports', async () => {
    const messages = await lint('src/platform/http/api.exception.ts', './error-response.js');
    expect(messages).toEqual([expect.stringContaining('Dependency cycle')]);
  });

  it('knows the place of every room of the platform', () => {
    expect(foldersOf('src/platform').filter((room) => !ROOMS.includes(room))).toEqual([]);
  });
});

function foldersOf(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

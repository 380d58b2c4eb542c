import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { check } from 'prettier';
import ts from 'typescript';
import { planFeature, type FeaturePlan } from '../../dev/feature/plan-feature.js';
import { readName } from '../../dev/feature/names.js';
import { render, type FeatureOptions } from '../../dev/feature/render.js';
import { readTemplate } from '../../dev/feature/template-files.js';

const NONE = { owned: false, pages: false, live: false, rest: false };
const ALL = { owned: true, pages: true, live: true, rest: true };
const WIDGETS = readName('widgets');
const hasAccounts = existsSync('src/accounts');

const plan = (name: string, options: FeatureOptions = NONE) => planFeature('.', name, options);
const everyOption = Array.from({ length: 16 }, (_, bits) => ({
  owned: Boolean(bits & 1) && hasAccounts,
  pages: Boolean(bits & 2),
  live: Boolean(bits & 4),
  rest: Boolean(bits & 8),
}));

describe('the name of a feature', () => {
  it.each([
    ['widget', 'Name the feature in the plural: widgets'],
    ['Widgets', "A feature's name holds lower-case letters"],
    ['order_items', "A feature's name holds lower-case letters"],
    ['../x', "A feature's name holds lower-case letters"],
    ['-x', "A feature's name holds lower-case letters"],
    ['a'.repeat(41), "A feature's name holds lower-case letters"],
    ['', "A feature's name holds lower-case letters"],
    ['sheep', '"sheep" has no plural of its own: add a word, such as sheep-items.'],
    ['classes', '"class" is a word of TypeScript itself: choose another name.'],
    ['types', '"type" is a word of TypeScript itself: choose another name.'],
    ['callers', '"caller" is a word of the generated code. Nothing was written.'],
    ['queries', '"query" is a word of the generated code. Nothing was written.'],
    ['users', 'the schema has "User" already. Nothing was written.'],
    ['floats', 'the schema has "Float" already. Nothing was written.'],
  ])('cannot be %p', async (name, problem) => {
    await expect(plan(name)).rejects.toThrow(problem);
  });

  it('is spelled as each place wants it', async () => {
    const { created, changed } = await plan('inbox-entries');
    expect(textOf(created, 'src/inbox-entries/inbox-entries.table.ts')).toContain(
      "export const inboxEntries = pgTable('inbox_entries', {",
    );
    expect(textOf(created, 'src/inbox-entries/inbox-entry.model.ts')).toContain(
      "description: 'An inbox entry.'",
    );
    expect(textOf(changed, 'src/app.module.ts')).toContain(
      "import { InboxEntriesModule } from './inbox-entries/inbox-entries.module.js';",
    );
  });
});

describe('a feature', () => {
  it('has files for its options alone', async () => {
    const { created } = await plan('widgets');
    expect(created.map(({ path }) => path)).toEqual([
      'dev/widgets/demo-rows.ts',
      'dev/widgets/widgets.ts',
      'src/widgets/index.ts',
      'src/widgets/widget-list.ts',
      'src/widgets/widget.input.ts',
      'src/widgets/widget.model.ts',
      'src/widgets/widgets.module.ts',
      'src/widgets/widgets.resolver.ts',
      'src/widgets/widgets.service.ts',
      'src/widgets/widgets.table.ts',
      'test/widgets/widgets.e2e.spec.ts',
    ]);
  });

  it('is in the style of the project', async () => {
    const { created, changed } = await plan('widgets', hasAccounts ? ALL : NONE);
    for (const { path, text } of [...created, ...changed]) {
      expect(await check(text, { ...prettierOptions, filepath: path })).toBe(true);
    }
  });

  it.each(everyOption)('is complete with %j', (options) => {
    for (const { text } of readTemplate()) {
      const rendered = render(text, WIDGETS, options);
      expect(rendered).not.toMatch(/\{\{#|\{\{\/|\{\{else|paper.?plane/i);
      expect(syntaxErrorsOf(rendered)).toEqual([]);
    }
  });

  it.each(everyOption)('opens nothing without a token or a right with %j', (options) => {
    const all = readTemplate().map(({ text }) => render(text, WIDGETS, options));
    const code = all.join('\n');
    expect(code).not.toContain('@Public()');
    const guarded = options.owned
      ? /this\.service\.(?:create|update|delete)\(caller, /g
      : /@RequirePermissions\('manage:widgets'\)/g;
    expect(code.match(/@Mutation\(/g)).toHaveLength(3);
    expect(code.match(guarded)).toHaveLength(3);
  });

  it('brings a role of its own where there are accounts, and otherwise refuses --owned', async () => {
    const planned = plan('widgets', ALL);
    if (!hasAccounts) return expect(planned).rejects.toThrow('--owned needs src/accounts');
    expect(textOf((await planned).changed, 'src/accounts/roles.ts')).toContain(
      "permissions: ['read:widgets', 'manage:widgets'],",
    );
  });

  it('changes a list of demo features at its end, where accounts stand before it', async () => {
    const { changed } = await plan('widgets');
    const before = /= \[(.*)\]/.exec(readFileSync('dev/demo-features.ts', 'utf8'))?.[1] ?? '';
    const expected = before === '' ? '= [widgets];' : `= [${before}, widgets];`;
    expect(textOf(changed, 'dev/demo-features.ts')).toContain(expected);
  });
});

const prettierOptions = JSON.parse(readFileSync('.prettierrc.json', 'utf8')) as object;

function textOf(files: FeaturePlan['created'], path: string): string {
  return files.find((file) => file.path === path)?.text ?? `no ${path}`;
}

function syntaxErrorsOf(text: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2023, experimentalDecorators: true },
  });
  return diagnostics.map(({ messageText }) => String(messageText));
}

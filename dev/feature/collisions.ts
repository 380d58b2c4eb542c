import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, isObjectType, specifiedScalarTypes } from 'graphql';
import ts from 'typescript';
import { UserError } from '../user-error.js';
import type { FeatureName } from './names.js';
import { renameSample } from './render.js';
import type { TemplateFile } from './template-files.js';

/**
 * Refuses a name that something else has already: a folder, a table, a type or field of the schema, or
 * a word of the generated code itself.
 *
 * @throws UserError that names both
 */
export function refuseCollisions(
  project: string,
  name: FeatureName,
  template: readonly TemplateFile[],
): void {
  const { kebab, snake } = name.plural;
  for (const folder of ['src', 'test', 'dev'].map((root) => `${root}/${kebab}`)) {
    if (existsSync(join(project, folder))) refuse(kebab, `the folder ${folder} exists`);
  }
  if (readTables(project).has(snake)) refuse(kebab, `a table "${snake}" exists`);
  const words = new Set(template.flatMap(({ text }) => identifiersIn(text)));
  const isAboutSample = (word: string) => word.includes('aperPlane');
  for (const word of [name.singular, name.plural].flatMap(({ camel, pascal }) => [camel, pascal])) {
    if (words.has(word)) refuse(kebab, `"${word}" is a word of the generated code`);
  }
  const served = readSchemaNames(project);
  const own = [...words].filter(isAboutSample).map((word) => renameSample(word, name));
  const taken = own.find((word) => served.has(word));
  if (taken) refuse(kebab, `the schema has "${taken}" already`);
}

function refuse(name: string, reason: string): never {
  throw new UserError(`A feature cannot be called ${name}: ${reason}. Nothing was written.`);
}

function identifiersIn(text: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true);
  scanner.setText(text);
  const words: string[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.Identifier) words.push(scanner.getTokenText());
  }
  return words;
}

function readTables(project: string): ReadonlySet<string> {
  const files = readdirSync(join(project, 'src'), { recursive: true }).map(String);
  const texts = files
    .filter((file) => file.endsWith('.table.ts'))
    .map((file) => readFileSync(join(project, 'src', file), 'utf8'));
  const names = texts.flatMap((text) => [...text.matchAll(/pgTable\(\s*'(\w{1,63})'/g)]);
  return new Set(names.map(([, name = '']) => name));
}

/** Types, and fields of the three root types. */
function readSchemaNames(project: string): ReadonlySet<string> {
  const schema = buildSchema(readFileSync(join(project, 'schema.gql'), 'utf8'));
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.filter(isObjectType).flatMap((root) => Object.keys(root.getFields()));
  const scalars = specifiedScalarTypes.map(({ name }) => name);
  return new Set([...Object.keys(schema.getTypeMap()), ...scalars, ...fields]);
}

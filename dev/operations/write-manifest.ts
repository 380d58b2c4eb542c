import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSchema, specifiedRules, validate, type GraphQLSchema } from 'graphql';
import { OWN_MANIFEST, type ManifestEntry } from '../../src/platform/graphql/documents/manifest.js';
import { queryLimitsRule } from '../../src/platform/graphql/query-limits.js';
import { OPERATIONS_FOLDER, PROJECT_FOLDER } from '../project.js';
import { UserError } from '../user-error.js';
import { OperationProblem, readOperations, type OperationFile } from './read-operations.js';

/**
 * Writes `operations/manifest.json`, where the project has operations. While the API starts, the
 * schema is not checked: the API checks the operations against the one that it serves.
 *
 * @throws UserError with each problem by file and line
 */
export function writeManifest({ isSchemaChecked }: { readonly isSchemaChecked: boolean }): void {
  if (!existsSync(OPERATIONS_FOLDER)) return;
  const schema = isSchemaChecked
    ? buildSchema(readFileSync(join(PROJECT_FOLDER, 'schema.gql'), 'utf8'))
    : undefined;
  const label = basename(OPERATIONS_FOLDER);
  const text = renderManifest(readChecked(OPERATIONS_FOLDER, label, schema));
  const file = join(OPERATIONS_FOLDER, OWN_MANIFEST);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}

/** The text of all manifests, those of clients included: it changes with any of them. */
export function readManifests(): string {
  if (!existsSync(OPERATIONS_FOLDER)) return '';
  const names = readdirSync(OPERATIONS_FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => readFileSync(join(OPERATIONS_FOLDER, name), 'utf8')).join('\n');
}

/** The operations of a folder, in the order of their files. @throws UserError */
export function readChecked(
  folder: string,
  label: string,
  schema: GraphQLSchema | undefined,
): ManifestEntry[] {
  const { files, problems } = readOperations(folder, label);
  if (schema) problems.push(...files.flatMap((file) => findMisfits(file, schema)));
  if (problems.length === 0) return files.map(({ entry }) => entry);
  throw new UserError(problems.map(({ message }) => message).join('\n'));
}

/** In the format of Apollo's `generate-persisted-query-manifest`. */
export function renderManifest(operations: readonly ManifestEntry[]): string {
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function findMisfits({ file, document }: OperationFile, schema: GraphQLSchema) {
  const errors = validate(schema, document, [...specifiedRules, queryLimitsRule]);
  return errors.map(
    ({ message, locations }) => new OperationProblem(file, locations?.[0]?.line ?? 1, message),
  );
}

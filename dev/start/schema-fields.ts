import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { PROJECT_FOLDER } from '../project.js';

/** The queries of `schema.gql`, which the API writes at each start; nothing before the first start. */
export async function findQueries(): Promise<ReadonlySet<string> | undefined> {
  try {
    const schema = buildSchema(await readFile(join(PROJECT_FOLDER, 'schema.gql'), 'utf8'));
    return new Set(Object.keys(schema.getQueryType()?.getFields() ?? {}));
  } catch {
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { API_URL, authorization } from './session.js';

const MANIFEST = new URL('../operations/manifest.json', import.meta.url);
const { operations } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
const known = new Map(operations.map((operation) => [operation.name, operation]));

/** Sends the hash alone, and never the text. */
const persisted = persistedExchange({
  enforcePersistedQueries: true,
  enableForMutation: true,
  preferGetForPersistedQueries: false,
  generateHash: async (_, { definitions }) => known.get(nameOf(definitions)).id,
});
const client = new Client({
  url: API_URL,
  preferGetMethod: false,
  fetchOptions: () => ({ headers: authorization() }),
  exchanges: [persisted, fetchExchange],
});

const [name = 'WhoAmI'] = process.argv.slice(2);
const { data, error } = await client.query(known.get(name).body, {}).toPromise();
if (error) {
  console.error(error.message);
  process.exitCode = 1;
} else {
  console.log(JSON.stringify(data, null, 2));
}

function nameOf(definitions) {
  return definitions.find(({ kind }) => kind === 'OperationDefinition')?.name?.value;
}

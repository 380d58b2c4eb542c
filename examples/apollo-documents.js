import { readFileSync } from 'node:fs';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { httpLink } from './apollo-links.js';

const MANIFEST = new URL('../operations/manifest.json', import.meta.url);
const { operations } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
const known = new Map(operations.map((operation) => [operation.name, operation]));

/** Sends the hash alone; after an unknown one it never sends the text. */
const persisted = new PersistedQueryLink({
  generateHash: ({ definitions }) => known.get(nameOf(definitions)).id,
  retry: () => false,
  disable: () => false,
});
const client = new ApolloClient({ link: persisted.concat(httpLink), cache: new InMemoryCache() });

const [name = 'WhoAmI'] = process.argv.slice(2);
try {
  // Not cached: a manifest of `generate-persisted-query-manifest` would ask for `__typename`, too.
  const query = gql(known.get(name).body);
  const { data } = await client.query({ query, fetchPolicy: 'no-cache' });
  console.log(JSON.stringify(data, null, 2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function nameOf(definitions) {
  return definitions.find(({ kind }) => kind === 'OperationDefinition')?.name?.value;
}

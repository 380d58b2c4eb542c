import relay from 'relay-runtime';
import { API_URL, authorization } from '../session.js';
import query from './__generated__/viewerQuery.graphql.js';

const { Environment, fetchQuery, Network, RecordSource, Store } = relay;

/** With `persistConfig` an operation has an ID, and no text. */
const network = Network.create(async ({ id }, variables) => {
  const response = await fetch(API_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization() },
    body: JSON.stringify({ documentId: `sha256:${id}`, variables }),
  });
  return response.json();
});
const environment = new Environment({ network, store: new Store(new RecordSource()) });

try {
  console.log(JSON.stringify(await fetchQuery(environment, query, {}).toPromise(), null, 2));
} catch (error) {
  console.error(error.source?.errors[0].message ?? error.message);
  process.exitCode = 1;
}

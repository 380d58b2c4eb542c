import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { run } from './run.js';
import { API_URL, authorization, isUnauthenticated, refresh } from './session.js';

/** The header of the request that was refused last. */
let refused;

const auth = authExchange(async ({ appendHeaders }) => ({
  addAuthToOperation: (operation) => appendHeaders(operation, authorization()),
  didAuthError: ({ graphQLErrors }, operation) => {
    refused = operation.context.fetchOptions?.headers;
    return isUnauthenticated(graphQLErrors);
  },
  // Without a new token the refusal is the answer.
  refreshAuth: () => refresh(refused).catch((error) => console.error(error.message)),
}));

const client = new Client({
  url: API_URL,
  preferGetMethod: false,
  exchanges: [cacheExchange, auth, fetchExchange],
});

await run(async (query) => {
  const { data, error } = await client.query(query, {}).toPromise();
  if (error) throw error;
  return data;
});

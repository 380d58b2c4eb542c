import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { run } from './run.js';
import { API_URL, authorization, isUnauthenticated, ME, refresh } from './session.js';

const auth = authExchange(async ({ appendHeaders }) => ({
  addAuthToOperation: (operation) => appendHeaders(operation, { authorization: authorization() }),
  didAuthError: ({ graphQLErrors }) => isUnauthenticated(graphQLErrors),
  // Without a new token the first refusal is the answer.
  refreshAuth: () => refresh().catch((error) => console.error(error.message)),
}));

const client = new Client({
  url: API_URL,
  preferGetMethod: false,
  exchanges: [cacheExchange, auth, fetchExchange],
});

await run(async () => {
  const { data, error } = await client.query(ME, {}).toPromise();
  if (error) throw error;
  return data.me;
});

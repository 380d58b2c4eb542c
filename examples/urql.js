import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { run } from './run.js';
import { API_URL } from './session.js';
import { auth } from './urql-auth.js';

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

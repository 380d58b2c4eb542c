import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { run } from '../run.js';
import { API_URL } from '../session.js';
import { boundFetch } from './session.js';

const client = new ApolloClient({
  link: new HttpLink({ uri: API_URL, fetch: boundFetch }),
  cache: new InMemoryCache(),
});

await run(async (query) => {
  const { data } = await client.query({ query: gql(query) });
  return data;
});

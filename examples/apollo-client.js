import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { httpLink } from './apollo-links.js';
import { run } from './run.js';

const client = new ApolloClient({ link: httpLink, cache: new InMemoryCache() });

await run(async (query) => {
  const { data } = await client.query({ query: gql(query) });
  return data;
});

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';

const known = new Map();

/** The headers and the body that Apollo Client itself sends for an operation. */
export async function createClientRequest({ document, variables }) {
  const key = JSON.stringify([document, variables]);
  if (!known.has(key)) known.set(key, await capture(gql(document), variables));
  return known.get(key);
}

async function capture(document, variables) {
  let request;
  const fetch = async (_, { headers, body }) => {
    request = { headers, body };
    throw new Error('Nothing else is sent.');
  };
  const link = new HttpLink({ uri: 'http://127.0.0.1/graphql', fetch });
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const isMutation = document.definitions.some(({ operation }) => operation === 'mutation');
  const asking = isMutation
    ? client.mutate({ mutation: document, variables })
    : client.query({ query: document, variables });
  await asking.catch(() => undefined);
  client.stop();
  return request;
}

import { ApolloClient, ApolloLink, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { httpLink } from './apollo-links.js';
import { describeEnd, socket } from './socket.js';

const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    httpLink,
  ),
  cache: new InMemoryCache(),
});

// What changed while there was no socket is not sent later.
socket.on('connected', () => void ask());

client
  .subscribe({ query: gql('subscription { myProfileChanged { id userMetadata } }') })
  .subscribe(({ data, error }) => {
    if (data) console.log(JSON.stringify(data));
    if (error) fail(error);
  });

async function ask() {
  const query = gql('{ me { id userMetadata } }');
  const { data, error } = await client.query({
    query,
    fetchPolicy: 'network-only',
    errorPolicy: 'all',
  });
  console.log(JSON.stringify(data ?? { error: error.message }));
}

function fail(error) {
  console.error(describeEnd(error));
  process.exitCode = 1;
}

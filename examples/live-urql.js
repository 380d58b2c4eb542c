import { cacheExchange, Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { API_URL } from './session.js';
import { describeEnd, socket } from './socket.js';
import { auth } from './urql-auth.js';

const client = new Client({
  url: API_URL,
  preferGetMethod: false,
  exchanges: [
    cacheExchange,
    // Before `auth`: the socket has its own way to a fresh token.
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
      }),
    }),
    auth,
    fetchExchange,
  ],
});

// What changed while there was no socket is not sent later.
socket.on('connected', () => void ask());

client
  .subscription('subscription { myProfileChanged { id userMetadata } }', {})
  .subscribe(({ data, error }) => {
    if (data) console.log(JSON.stringify(data));
    if (error) fail(error);
  });

async function ask() {
  const query = '{ me { id userMetadata } }';
  const options = { requestPolicy: 'network-only' };
  const { data, error } = await client.query(query, {}, options).toPromise();
  console.log(JSON.stringify(data ?? { error: error.message }));
}

function fail({ networkError, graphQLErrors }) {
  console.error(describeEnd(networkError ?? graphQLErrors));
  process.exitCode = 1;
}

import { ClientError, GraphQLClient } from 'graphql-request';
import { run } from './run.js';
import { API_URL, authorization, isUnauthenticated, ME, refresh } from './session.js';

// Called for each request, so that a retry carries the new token.
const client = new GraphQLClient(API_URL, { headers: () => ({ authorization: authorization() }) });

await run(async () => {
  const { me } = await requestWithRefresh(ME);
  return me;
});

async function requestWithRefresh(query) {
  try {
    return await client.request(query);
  } catch (error) {
    if (!(error instanceof ClientError) || !isUnauthenticated(error.response.errors)) throw error;
    await refresh();
    return client.request(query);
  }
}

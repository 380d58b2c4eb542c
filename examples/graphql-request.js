import { ClientError, GraphQLClient } from 'graphql-request';
import { run } from './run.js';
import { API_URL, authorization, isUnauthenticated, refresh } from './session.js';

const client = new GraphQLClient(API_URL);

await run(requestWithRefresh);

async function requestWithRefresh(query) {
  const headers = authorization();
  try {
    return await client.request(query, {}, headers);
  } catch (error) {
    if (!(error instanceof ClientError) || !isUnauthenticated(error.response.errors)) throw error;
    await refresh(headers);
    return client.request(query, {}, authorization());
  }
}

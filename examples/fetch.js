import { run } from './run.js';
import { API_URL, authorization, isUnauthenticated, refresh } from './session.js';

await run(async (query) => {
  const headers = authorization();
  let answer = await ask(query, headers);
  if (isUnauthenticated(answer.errors)) {
    await refresh(headers);
    answer = await ask(query, authorization());
  }
  if (answer.errors) throw new Error(answer.errors[0].message);
  return answer.data;
});

/** The body is GraphQL whatever the status is, with 401, too. */
async function ask(query, headers) {
  const response = await fetch(API_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

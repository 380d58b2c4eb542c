import { run } from './run.js';
import { API_URL, authorization, isUnauthenticated, ME, refresh } from './session.js';

await run(async () => {
  let answer = await ask(ME);
  if (isUnauthenticated(answer.errors)) {
    await refresh();
    answer = await ask(ME);
  }
  if (answer.errors) throw new Error(answer.errors[0].message);
  return answer.data.me;
});

/** The body says all, whatever the status: it is GraphQL with 401, too. */
async function ask(query) {
  const response = await fetch(API_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: authorization() },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

import { run } from '../run.js';
import { API_URL } from '../session.js';
import { boundFetch } from './session.js';

await run(async (query) => {
  const response = await boundFetch(API_URL, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
});

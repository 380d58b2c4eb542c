import { readFileSync } from 'node:fs';
import { API_URL, authorization } from './session.js';

/** What the build of a front end keeps of a manifest: the names of its operations, and their hashes. */
const MANIFEST = new URL('../operations/manifest.json', import.meta.url);
const { operations } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
const ids = new Map(operations.map(({ name, id }) => [name, id]));

const [name = 'WhoAmI'] = process.argv.slice(2);
const response = await fetch(API_URL, {
  method: 'POST',
  headers: { 'content-type': 'application/json', ...authorization() },
  body: JSON.stringify({ documentId: `sha256:${ids.get(name)}` }),
});
const { data, errors } = await response.json();
if (errors) {
  console.error(errors[0].message);
  process.exitCode = 1;
} else {
  console.log(JSON.stringify(data, null, 2));
}

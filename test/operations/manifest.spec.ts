import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readChecked, renderManifest } from '../../dev/operations/write-manifest.js';

it('operations/manifest.json has the operations as they are: `npm run build` writes it again', () => {
  const schema = buildSchema(readFileSync('schema.gql', 'utf8'));
  const fresh = renderManifest(readChecked('operations', 'operations', schema));
  // A project may have none.
  const file = 'operations/manifest.json';
  expect(existsSync(file) ? readFileSync(file, 'utf8') : renderManifest([])).toBe(fresh);
});

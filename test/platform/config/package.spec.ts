import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { PACKAGE } from '../../../src/platform/config/package.js';
import { createPool } from '../../../src/platform/database/create-pool.js';

const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as typeof PACKAGE;

describe('the name and version of the package', () => {
  it('are those of package.json', () => {
    expect(PACKAGE).toEqual({ name, version });
  });

  it('name the connections that PostgreSQL lists', async () => {
    const pool = createPool('postgres://127.0.0.1:1/none', 1);
    expect(pool.options.application_name).toBe(name);
    await pool.end();
  });
});

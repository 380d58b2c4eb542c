import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const FOLDER = 'test/guests/src';
const guide = readFileSync('docs/extending.md', 'utf8');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();

describe('docs/extending.md', () => {
  it.each(files)('shows %s as it is tried', (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8').trimEnd();
    expect(guide).toContain(`\n\`src/${file}\`\n\n\`\`\`ts\n${text}\n\`\`\`\n`);
  });

  it('shows nothing else as a file', () => {
    const shown = [...guide.matchAll(/^`src\/(.+\.ts)`$/gm)].map(([, file]) => file);
    expect(shown.sort()).toEqual(files);
  });
});

import { expect, it } from '@jest/globals';
import { issuerKey } from '../../../src/platform/auth/index.js';

it.each([
  ['https://id.example.com', 'https://id.example.com'],
  ['https://id.example.com/', 'https://id.example.com'],
  ['https://id.example.com//', 'https://id.example.com'],
  ['https://id.example.com/realms/main/', 'https://id.example.com/realms/main'],
  ['///', ''],
  ['', ''],
])('an issuer named %j has the key %j', (issuer, key) => {
  expect(issuerKey(issuer)).toBe(key);
});

it('a long text costs no more than its length', () => {
  const startedAt = performance.now();
  const text = `${'/'.repeat(500_000)}x`;
  expect(issuerKey(text)).toBe(text);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

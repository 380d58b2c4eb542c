import config from './jest.config.js';

/** The tests that need Debian's `postgresql` on the machine. */
export default {
  ...config,
  testMatch: ['**/*.postgres.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
};

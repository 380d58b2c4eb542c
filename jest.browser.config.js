import config from './jest.config.js';

/** The tests that need Chromium on the machine. */
export default {
  ...config,
  testMatch: ['**/*.browser.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
};

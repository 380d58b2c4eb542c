import config from './jest.config.js';

/** The tests that need Redis, PostgreSQL and nginx on the machine; they use the built API. */
export default {
  ...config,
  roots: ['<rootDir>/test/replicas'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  // Each loads the machine, and none may disturb another's times.
  maxWorkers: 1,
};

import config from './jest.config.js';

/** The tests that need a `redis-server` on the machine. */
export default {
  ...config,
  testMatch: ['**/*.redis.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};

import config from './jest.config.js';

/** The tests that need a `redis-server` on the machine. */
export default {
  ...config,
  roots: ['<rootDir>/test/redis'],
  testPathIgnorePatterns: ['/node_modules/'],
};

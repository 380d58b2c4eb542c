import config from './jest.config.js';

/** The tests of `examples`, which has packages of its own. */
export default {
  ...config,
  roots: ['<rootDir>/test/examples'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 30_000,
};

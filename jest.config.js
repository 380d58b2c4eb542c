/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // What needs more than Node on the machine has a command and a configuration of its own.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/(replicas|examples)/',
    '\\.(redis|postgres|browser)\\.spec\\.ts$',
  ],
  // The template of the embedded database: made once, before the tests.
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  setupFiles: ['<rootDir>/test/support/preload.cjs'],
  extensionsToTreatAsEsm: ['.ts'],
  // ESM imports name the emitted file.
  moduleNameMapper: { '^(\\.{1,2}/(?!.*node_modules).*)\\.js$': ['$1.ts', '$1.js'] },
  // By the options in .swcrc: CommonJS where Jest requires, ES modules where it imports.
  transform: { '^.+\\.(ts|js)$': '@swc/jest' },
  // Below Node 24.9 Jest cannot require an ES module, and jwks-rsa requires jose.
  transformIgnorePatterns: ['/node_modules/(?!(jose)/)'],
  // Jest would keep one core free for its watch mode.
  maxWorkers: '100%',
  // Only a test that hangs takes that long, also on a busy machine.
  testTimeout: 60_000,
};

import { existsSync } from 'node:fs';

/** What every spec file has in common. */
const common = {
  // Watch mode looks at what the tests import, too.
  roots: ['<rootDir>/src', '<rootDir>/dev', '<rootDir>/test'],
  // Node loads the files, and keeps Nest and `src` for all files of a worker.
  testEnvironment: '<rootDir>/test/support/jest/shared-environment.mjs',
  testRunner: '<rootDir>/test/support/jest/run-file.mjs',
  transform: {},
  // ESM imports name the emitted file.
  moduleNameMapper: { '^(\\.{1,2}/(?!.*node_modules).*)\\.js$': ['$1.ts', '$1.js'] },
  // The template of the embedded database: made once, before the tests.
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
};

/** Tests of this template's own tools, documents and deployment files, and of whole processes. */
const TEMPLATE = ['<rootDir>/test/(ci|deploy|dev)/', '\\.process\\.spec\\.ts$'];
/** Tests that need more than Node on the machine. */
const SERVICES = [
  '<rootDir>/test/(replicas|examples|guests)/',
  '\\.(redis|postgres|browser|conformance)\\.spec\\.ts$',
];

/** One command each: `jest --selectProjects api`. */
function project(displayName, testMatch, others = []) {
  const testPathIgnorePatterns = ['/node_modules/', ...others];
  return { ...common, displayName, testMatch, testPathIgnorePatterns };
}

/** With a runner that finds the packages of their folder, which an adopter may take out. */
function guests() {
  const testRunner = '<rootDir>/test/guests/run-file.mjs';
  if (!existsSync(new URL('test/guests/run-file.mjs', import.meta.url))) return [];
  return [{ ...project('guests', ['<rootDir>/test/guests/*.spec.ts']), testRunner }];
}

/** @type {import('jest').Config} */
export default {
  projects: [
    project('api', ['<rootDir>/test/**/*.spec.ts'], [...TEMPLATE, ...SERVICES]),
    project(
      'template',
      ['<rootDir>/test/{ci,deploy,dev}/**/*.spec.ts', '<rootDir>/test/**/*.process.spec.ts'],
      SERVICES,
    ),
    project('redis', ['<rootDir>/test/**/*.redis.spec.ts']),
    project('postgres', ['<rootDir>/test/**/*.postgres.spec.ts']),
    project('browser', ['<rootDir>/test/**/*.browser.spec.ts']),
    project('mcp', ['<rootDir>/test/**/*.conformance.spec.ts']),
    project('replicas', ['<rootDir>/test/replicas/**/*.spec.ts']),
    project('examples', ['<rootDir>/test/examples/**/*.spec.ts']),
    ...guests(),
  ],
  // Jest would keep one core free for its watch mode.
  maxWorkers: '100%',
  // A worker that holds more is replaced. Also keeps the tests out of Jest's own process.
  workerIdleMemoryLimit: '800MB',
  // A busy machine needs longer to end a worker.
  workerGracefulExitTimeout: 10_000,
  // Only a test that hangs takes that long, also on a busy machine.
  testTimeout: 120_000,
};

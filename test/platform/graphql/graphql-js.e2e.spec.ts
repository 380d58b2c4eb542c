import { jest } from '@jest/globals';
import { execute } from 'graphql';

// The platform's `execute` is a drop-in: the same tests pass with that of graphql-js.
jest.unstable_mockModule('../../../src/platform/graphql/execution/execute.js', () => ({ execute }));
await import('./execution.e2e.spec.js');
await import('./fast-path.e2e.spec.js');

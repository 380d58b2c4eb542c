/** Compares so many random executions: `node --import ./test/support/run-source.mjs <this file> 2000 [seed]`. */
import fc from 'fast-check';
import { compare } from './compare.js';

const [runs = '2000', seed] = process.argv.slice(2);
await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 60, maxLength: 300 }), compare), {
  numRuns: Number(runs),
  ...(seed === undefined ? {} : { seed: Number(seed) }),
});

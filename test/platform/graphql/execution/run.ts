/** Compares so many random executions: `node --import ./test/support/run-source.mjs <this file> 2000 [seed]`. */
import fc from 'fast-check';
import { compare } from './compare.js';

/** fast-check keeps what a run has made until its end. */
const ROUND = 200;
/** Enough for a schema and a document of many parts; fast-check itself would stay near the minimum. */
const BYTES = { minLength: 400, maxLength: 1_200, size: 'max' } as const;

const [runs = '2000', seed] = process.argv.slice(2);
const first = Number(seed ?? Math.floor(Math.random() * 2 ** 31));
const property = fc.asyncProperty(fc.uint8Array(BYTES), compare);
for (let left = Number(runs), round = 0; left > 0; left -= ROUND, round += 1) {
  await fc.assert(property, { numRuns: Math.min(left, ROUND), seed: first + round });
}

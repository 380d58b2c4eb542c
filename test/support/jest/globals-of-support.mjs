/**
 * Stands in for `@jest/globals` in a module that a worker loads once for all its spec files: each name
 * leads to that of the file that runs.
 */
import { getGlobals } from './globals.mjs';

function live(name) {
  return new Proxy(() => undefined, {
    get: (_, key) => getGlobals()[name][key],
    apply: (_, self, args) => getGlobals()[name](...args),
  });
}

export const afterAll = live('afterAll');
export const afterEach = live('afterEach');
export const beforeAll = live('beforeAll');
export const beforeEach = live('beforeEach');
export const describe = live('describe');
export const expect = live('expect');
export const it = live('it');
export const jest = live('jest');
export const test = live('test');

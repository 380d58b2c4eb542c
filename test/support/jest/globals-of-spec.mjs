/** Stands in for `@jest/globals` in a spec file; each gets a copy of this module. */
import { getGlobals } from './globals.mjs';

export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } =
  getGlobals();

import { afterEach, expect } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { launchChromium, Visitor } from './chromium.js';
import { use } from './use.js';

export interface Visitors {
  arrive(options?: BrowserContextOptions): Promise<Visitor>;
}

/**
 * Visitors of one Chromium for the tests of a file. All leave after the test in which they arrived;
 * it fails where one of their pages had an error, or asked another machine.
 */
export function useVisitors(): Visitors {
  const browser = use(launchChromium);
  const present: Visitor[] = [];
  afterEach(async () => {
    const problems = present.flatMap((visitor) => visitor.problems);
    await Promise.all(present.splice(0).map((visitor) => visitor.leave()));
    expect(problems).toEqual([]);
  });
  return {
    arrive: async (options) => {
      const visitor = await Visitor.arrive(browser, options);
      present.push(visitor);
      return visitor;
    },
  };
}

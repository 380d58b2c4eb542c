import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Visitor } from './chromium.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Axe {
  readonly axe: {
    run(): Promise<{
      passes: unknown[];
      violations: { id: string; nodes: { html: string }[] }[];
    }>;
  };
}

/** Takes a picture; checks the rules of accessibility and that nothing overflows sideways. */
export async function expectGoodPage(visitor: Visitor, name: string): Promise<void> {
  const { page } = visitor;
  await visitor.picture(name);
  await page.evaluate(await readFile(AXE, 'utf8'));
  const violations = await page.evaluate(async () => {
    const { passes, violations } = await (globalThis as unknown as Axe).axe.run();
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    return passes.length > 10 ? found : ['hardly any rule was applied'];
  });
  expect(violations).toEqual([]);
  const [content = 0, window = 0] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(window);
}

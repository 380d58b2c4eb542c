import { expect, it } from '@jest/globals';
import { CALLERS_WORDS, runTalkatively } from '../../support/talkative-run.js';

it('prints no secret and no token, even at log level trace', async () => {
  const { output, confidential } = await runTalkatively({}, [
    '{ guarded }',
    '{ probe { id } }',
    '{ probeById(id: "x") { id } }',
    '{',
  ]);
  expect(output).toContain('UNAUTHENTICATED');
  for (const secret of confidential) expect(output).not.toContain(secret);
  expect(output).not.toMatch(CALLERS_WORDS);
});

it('outside production shows what a token says, but neither the token nor a control character', async () => {
  const { output, confidential } = await runTalkatively({}, ['{ guarded }'], 'test');
  expect(output).toContain('iss is');
  for (const secret of confidential) expect(output).not.toContain(secret);
  expect(output).not.toMatch(/-but-confidential|\u001b/);
  const levels = output
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { level: number }).level);
  expect(Math.max(...levels)).toBeLessThan(60);
});

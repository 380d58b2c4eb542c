import { expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { CALLERS_WORDS, runTalkatively } from '../support/talkative-run.js';

it('prints no secret and no token, even at log level trace, while profiles cannot be fetched', async () => {
  const { output, confidential } = await runTalkatively({ imports: [ProfileModule] }, [
    '{ me { id } }',
    '{ user(id: "auth0|x") { id } }',
    '{',
  ]);
  expect(output).toContain('UNAUTHENTICATED');
  for (const secret of confidential) expect(output).not.toContain(secret);
  expect(output).not.toMatch(CALLERS_WORDS);
});

import { describe, expect, it } from '@jest/globals';
import { serverAudits, type AuditResult } from 'graphql-http';
import { useApi } from '../../support/api.js';

/** Audits that do not pass, each with the reason. */
const EXCEPTIONS: Record<string, string> = {
  '572B': 'wants 200 for a syntax error as application/json; the draft of 2026 dropped the rule',
  FDE2: 'wants 200 for an invalid document as application/json; the draft of 2026 dropped the rule',
  '7B9B': 'wants 200 for wrong variables as application/json; the draft of 2026 dropped the rule',
  '5A70': 'MAY: a GET that any foreign page could send is refused (CSRF prevention)',
  D6D5: 'MAY: the same',
  '6A70': 'MAY: the same',
};

const api = useApi();
const audits = serverAudits({ url: () => api.url });

describe('the GraphQL over HTTP audits', () => {
  it('are complete', () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (id, _, audit) => {
      const { status, ...rest } = (await audit.fn()) as AuditResult;
      const reason = 'reason' in rest ? rest.reason : undefined;
      expect([status === 'ok', reason]).toEqual(
        id in EXCEPTIONS ? [false, 'Response status code is not 200'] : [true, undefined],
      );
    },
  );
});

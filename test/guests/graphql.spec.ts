import { describe, expect, it } from '@jest/globals';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { ComplexityPlugin } from './src/complexity/complexity.plugin.js';
import { ShieldModule } from './src/wrapping/shield.module.js';
import { WrappingModule } from './src/wrapping/wrapping.module.js';

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  imports: [ShieldModule, WrappingModule],
  providers: [ComplexityPlugin],
});

describe('a directive transformer of @graphql-tools/utils', () => {
  it('changes the answer, behind the guard', async () => {
    expect((await api.anonymous.query('{ motto }')).status).toBe(401);
    const { body } = await api.as(await issuer.token()).query('{ motto }');
    expect(body).toEqual({ data: { motto: 'PROTECTED BY DEFAULT' } });
  });
});

describe('graphql-shield with graphql-middleware', () => {
  it('judges after the guard, and knows the caller', async () => {
    expect((await api.anonymous.query('{ minutes }')).status).toBe(401);
    const { status, body } = await api.as(await issuer.token()).query('{ minutes }');
    expect([status, body.errors?.[0]]).toEqual([
      403,
      expect.objectContaining({
        message: 'Only members may read this.',
        extensions: { code: 'NOT_A_MEMBER' },
      }),
    ]);
    const member = await issuer.token({ claims: { member: true } });
    expect((await api.as(member).query('{ minutes }')).body).toEqual({
      data: { minutes: 'All agreed.' },
    });
  });

  it('leaves other fields as they are', async () => {
    expect((await api.anonymous.query('{ open }')).body).toEqual({ data: { open: 'open' } });
    expect((await api.anonymous.query('{ guarded }')).status).toBe(401);
  });
});

describe('graphql-query-complexity as a plugin', () => {
  it('refuses what costs too much, with its code', async () => {
    const fields = Array.from({ length: 21 }, (_, index) => `f${index}: open`).join(' ');
    const { status, body } = await api.anonymous.query(`{ ${fields} }`);
    expect([status, body.errors?.[0]]).toEqual([
      400,
      { message: 'The query costs 21, more than 20.', extensions: { code: 'QUERY_TOO_COMPLEX' } },
    ]);
  });

  it('lets everything else pass', async () => {
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
  });
});

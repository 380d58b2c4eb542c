import { describe, expect, it } from '@jest/globals';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { useApi } from '../../support/api.js';

@Resolver()
class Calendar {
  @Public()
  @Query(() => Date, { description: 'The day after.' })
  dayAfter(@Args('day', { type: () => Date, description: 'A day.' }) day: Date): Date {
    return new Date(day.getTime() + 24 * 60 * 60 * 1000);
  }
}

const api = useApi({ providers: [Calendar] });
const ask = (day: unknown) =>
  api.anonymous.query('query ($day: DateTime!) { dayAfter(day: $day) }', { day });

describe('an argument that is a date', () => {
  it('reaches the resolver as a Date', async () => {
    const answer = { data: { dayAfter: '2026-03-01T10:00:00.000Z' } };
    expect((await ask('2026-02-28T12:00:00+02:00')).body).toEqual(answer);
    const literal = '{ dayAfter(day: "2026-02-28T10:00:00Z") }';
    expect((await api.anonymous.query(literal)).body).toEqual(answer);
  });

  it.each(['nope', '2026-02-30T10:00:00Z', '2026-02-28', '', 1, null])(
    'is refused as bad input where it is %j',
    async (day) => {
      const { status, body } = await ask(day);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    },
  );

  it('is refused as bad input where it stands in the document', async () => {
    const { status, body } = await api.anonymous.query('{ dayAfter(day: "nope") }');
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
  });
});

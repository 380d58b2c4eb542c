import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  Catch,
  Injectable,
  UseFilters,
  type CanActivate,
  type ExceptionFilter,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { Args, Field, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/access/public.decorator.js';
import { UnauthenticatedException } from '../../../src/platform/auth/refusals/unauthenticated.exception.js';
import { verifications } from '../../../src/platform/auth/auth.metrics.js';
import { LearnedRefusals } from '../../../src/platform/graphql/fast-path/learned-refusals.js';
import { requests, type RequestRecord } from '../../../src/platform/http/http.metrics.js';
import { TestApi, type Parts } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

const issuer = useIssuer();
let api: TestApi;
let headers: Record<string, string>;
let answered: string[];
const find = jest.spyOn(LearnedRefusals.prototype, 'find');

beforeEach(() => {
  headers = {};
  find.mockClear();
});
afterEach(() => api.close());

async function start(parts: Parts = {}, env: Record<string, string> = {}): Promise<void> {
  api = await TestApi.start({ ...issuer.env, NODE_ENV: 'production', ...env }, parts);
}

async function send(query: string, token?: string) {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization, ...headers },
    body: JSON.stringify({ query }),
  });
  const sent = [...response.headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return { status: response.status, headers: sent, text: await response.text() };
}

/** How many of the answers so far came without an execution. */
async function countLearned(): Promise<number> {
  const results = find.mock.results.map(({ value }) => value);
  return (await Promise.all(results)).filter((answer) => answer !== undefined).length;
}

async function badTokens(): Promise<Record<string, string | undefined>> {
  const good = await issuer.token();
  const [header, payload] = good.split('.');
  return {
    token_missing: undefined,
    opaque_token: 'opaque',
    invalid_signature: `${header}.${payload}.${'A'.repeat(342)}`,
    token_expired: await issuer.token({ claims: { exp: 1 } }),
    wrong_audience: await issuer.token({ claims: { aud: 'other' } }),
  };
}

describe('a bad token that comes again', () => {
  it('has the same answer, log and metrics each time, to the byte', async () => {
    await start({}, { PUBLIC_URL: 'https://api.example.com/graphql' });
    const lines: RequestRecord[] = [];
    const outcomes: unknown[] = [];
    const ends = [
      requests.subscribe((record) => lines.push({ ...record, id: '', durationMs: 0 })),
      verifications.subscribe(({ outcome }) => outcomes.push(outcome)),
    ];
    for (const [reason, token] of Object.entries(await badTokens())) {
      const query = `query Again {\n  it: guarded # ${reason}\n}`;
      const answers = [];
      for (let time = 0; time < 4; time += 1) answers.push(await send(query, token));
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]).toMatchObject({ status: 401 });
      expect(answers[0]?.text).toContain(
        `{"errors":[{"message":"Unauthorized","locations":[{"line":2,"column":3}],"path":["it"],` +
          `"extensions":{"code":"UNAUTHENTICATED","reason":"${reason}"}}]}`,
      );
      expect(new Set(lines.splice(0).map((line) => JSON.stringify(line))).size).toBe(1);
      expect(outcomes.splice(0)).toEqual([reason, reason, reason, reason]);
    }
    ends.forEach((end) => end());
    expect(await countLearned()).toBe(2 * Object.keys(await badTokens()).length);
  });

  it('is answered in the media type that the client accepts', async () => {
    await start();
    for (let time = 0; time < 3; time += 1) await send('{ guarded }');
    headers = { accept: 'application/graphql-response+json' };
    const { headers: sent } = await send('{ guarded }');
    expect(Object.fromEntries(sent)['content-type']).toMatch(
      /^application\/graphql-response\+json/,
    );
    expect(await countLearned()).toBe(2);
  });

  it('changes nothing for good tokens, and a token that became bad is refused', async () => {
    await start();
    const bad = await badTokens();
    const soon = await issuer.token();
    for (const token of [soon, ...Object.values(bad), ...Object.values(bad), soon]) {
      const { status, text } = await send('{ guarded }', token);
      expect([status, text.includes('"data"')]).toEqual(
        token === soon ? [200, true] : [401, false],
      );
    }
  });
});

@ObjectType()
class Inner {
  @Field(() => String)
  readonly open: string = 'open';
}

let hasFailed = 0;

@Resolver(() => Inner)
class Partly {
  @Public()
  @Query(() => Inner)
  inner(): Inner {
    hasFailed += 1;
    return new Inner();
  }

  @ResolveField(() => String)
  closed(): string {
    return 'closed';
  }

  @Public()
  @Query(() => String)
  moody(): string {
    hasFailed += 1;
    if (hasFailed % 2) throw UnauthenticatedException.because('token_missing');
    return 'good';
  }

  @Query(() => String, { nullable: true })
  nullable(): string {
    return 'closed';
  }

  @Query(() => String)
  said(@Args('text', { type: () => String }) text: string): string {
    return text;
  }
}

describe('only what the guard refuses is learned', () => {
  it('not what a public resolver throws: it decides each time', async () => {
    await start({ providers: [Partly] });
    hasFailed = 0;
    const statuses = [];
    for (let time = 0; time < 6; time += 1) statuses.push((await send('{ moody }')).status);
    expect(statuses).toEqual([401, 200, 401, 200, 401, 200]);
  });

  it('not a field below a public one, which runs each time', async () => {
    await start({ providers: [Partly] });
    hasFailed = 0;
    for (let time = 0; time < 3; time += 1) {
      expect((await send('{ inner { closed } }')).status).toBe(401);
    }
    expect(hasFailed).toBe(3);
  });

  it.each([
    ['{ nullable }', 200],
    ['{ guarded open }', 401],
    ['{ a: guarded b: guarded }', 401],
    ['query ($x: Boolean = false) { guarded @skip(if: $x) }', 401],
    ['{ guarded @skip(if: false) }', 401],
    ['query ($text: String = "a") { said(text: $text) }', 401],
    ['{ ...F } fragment F on Query { guarded }', 401],
  ])('not %s', async (query, status) => {
    await start({ providers: [Partly] });
    for (let time = 0; time < 3; time += 1) expect((await send(query)).status).toBe(status);
    expect(await countLearned()).toBe(0);
  });

  it('not with a hint, which is of one token', async () => {
    await start({}, { NODE_ENV: 'test' });
    for (const sub of ['a', 'b', 'c']) {
      await send('{ guarded }', await issuer.token({ claims: { exp: 1, sub } }));
    }
    expect(await countLearned()).toBe(0);
  });

  it('not an outage, nor a defect', async () => {
    await start({}, { AUTH0_DOMAIN: 'http://127.0.0.1:9/' });
    const { token } = { token: await issuer.token({ claims: { iss: 'http://127.0.0.1:9/' } }) };
    for (let time = 0; time < 3; time += 1) {
      expect((await send('{ guarded }', token)).status).toBe(503);
    }
    expect(await countLearned()).toBe(0);
  });
});

describe('nothing is learned where something of the application', () => {
  @Catch(UnauthenticatedException)
  class Translator implements ExceptionFilter {
    catch(exception: unknown): void {
      answered.push('translated');
      throw exception;
    }
  }

  @Injectable()
  class OwnGuard implements CanActivate {
    canActivate(): boolean {
      answered.push('own guard');
      return true;
    }
  }

  @UseFilters(Translator)
  @Resolver()
  class Translated {
    @Query(() => String)
    translated(): string {
      return 'never';
    }
  }

  it('filters all errors', async () => {
    await start({ providers: [{ provide: APP_FILTER, useClass: Translator }] });
    for (let time = 0; time < 3; time += 1) expect((await send('{ guarded }')).status).toBe(401);
    expect(await countLearned()).toBe(0);
  });

  it('filters the errors of a class', async () => {
    answered = [];
    await start({ providers: [Translated] });
    for (let time = 0; time < 3; time += 1) await send('{ translated }');
    expect(answered).toEqual(['translated', 'translated', 'translated']);
    expect(await countLearned()).toBe(0);
  });

  it('guards before the guard', async () => {
    answered = [];
    await start({ providers: [{ provide: APP_GUARD, useClass: OwnGuard }] });
    for (let time = 0; time < 4; time += 1) expect((await send('{ guarded }')).status).toBe(401);
    expect(answered).toEqual(Array(4).fill('own guard'));
    expect(await countLearned()).toBe(0);
  });
});

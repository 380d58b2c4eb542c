import { describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Plugin } from '@nestjs/apollo';
import { Field, ObjectType, Query, Resolver, Subscription } from '@nestjs/graphql';
import { Throttle } from '@nestjs/throttler';
import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { GraphQLJSONObject } from 'graphql-type-json';
import { Public } from '../../src/platform/auth/index.js';
import { TestApi, useApi } from '../support/api.js';
import { TestSocket } from '../support/live-socket.js';
import { useIssuer } from '../support/test-issuer.js';
import { CookiesModule } from './src/cookies/cookies.module.js';
import { ThrottlingModule } from './src/throttling/throttling.module.js';

@Resolver()
class RareResolver {
  @Public()
  @Throttle({ default: { limit: 2, ttl: 60_000 } })
  @Query(() => String)
  rare(): string {
    return 'rare';
  }

  @Throttle({ default: { limit: 1, ttl: 60_000 } })
  @Subscription(() => String)
  async *rareEvents(): AsyncGenerator<{ rareEvents: string }> {
    yield await Promise.resolve({ rareEvents: 'one' });
  }
}

/** As the documentation of Nest shows it for graphql-query-complexity. */
@Plugin()
class RefusingPlugin implements ApolloServerPlugin {
  requestDidStart() {
    return Promise.resolve({
      didResolveOperation: ({ operationName }: { operationName: string | null }) => {
        if (operationName === 'Dear') throw new GraphQLError('Too complex: 30 of 20');
        return Promise.resolve();
      },
    });
  }
}

@Module({ providers: [RareResolver, RefusingPlugin], imports: [ThrottlingModule, CookiesModule] })
class RareModule {}

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [RareModule] });

describe('@nestjs/throttler', () => {
  it('refuses what is too much, by the rules of the API', async () => {
    await api.anonymous.query('{ rare }');
    await api.anonymous.query('{ rare }');
    const { status, headers, body } = await api.anonymous.query('{ rare }');
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
  });

  it('counts subscriptions over a socket', async () => {
    const socket = await TestSocket.connect(api.url, await issuer.token());
    socket.subscribe('1', 'subscription { rareEvents }');
    expect((await socket.take('next')).payload).toEqual({ data: { rareEvents: 'one' } });
    await socket.take('complete');
    socket.subscribe('2', 'subscription { rareEvents }');
    expect((await socket.take('error')).payload).toMatchObject([
      { extensions: { code: 'TOO_MANY_REQUESTS' } },
    ]);
    socket.close();
  });
});

describe('@fastify/session', () => {
  it('remembers a visitor by its cookie', async () => {
    const visits = new URL('/visits', api.url);
    const first = await fetch(visits);
    const [cookie = ''] = first.headers.get('set-cookie')?.split(';') ?? [];
    const second = await fetch(visits, { headers: { cookie } });
    expect([await first.json(), await second.json()]).toEqual([{ visits: 1 }, { visits: 2 }]);
    // GraphQL reads no cookie.
    expect((await api.anonymous.with({ cookie }).query('{ guarded }')).status).toBe(401);
  });
});

describe('a plugin that throws a GraphQLError without a code', () => {
  it('is answered as a defect, with the code of one', async () => {
    const { status, body } = await api.anonymous.query('query Dear { open }');
    expect([status, body.errors?.[0]]).toEqual([
      500,
      { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
  });
});

it('an API with graphql-type-json does not start, and says what to import instead', async () => {
  @ObjectType()
  class Note {
    @Field(() => GraphQLJSONObject)
    extra!: object;
  }
  @Resolver()
  class Notes {
    @Query(() => Note)
    note(): Note {
      return { extra: {} };
    }
  }
  await expect(TestApi.start(issuer.env, { providers: [Notes] })).rejects.toThrow(
    'two types are named "JSONObject". If it is a scalar, import it from graphql-scalars',
  );
});

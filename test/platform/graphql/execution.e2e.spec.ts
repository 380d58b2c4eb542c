import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import {
  Context,
  Field,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import type { FastifyReply } from 'fastify';
import { Public } from '../../../src/platform/auth/index.js';
import { useApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';

let reads = 0;

@ObjectType({ description: 'With accessors that do work.' })
class Wallet {
  @Field(() => ID, { description: 'Any.' })
  readonly id = 'w';

  @Field(() => Int, { nullable: true, description: 'Cannot be loaded.' })
  get balance(): Promise<number> {
    return Promise.reject(new TypeError('at /srv/app'));
  }

  @Field(() => Int, { description: 'How often it was read.' })
  get reads(): number {
    return (reads += 1);
  }

  @Field(() => Int, { nullable: true, description: 'A promise.' })
  get late(): Promise<number> {
    return Promise.resolve(7);
  }
}

@Public()
@Resolver(() => Wallet)
class Wallets {
  @Query(() => Wallet, { description: 'With accessors that do work.' })
  wallet(): Wallet {
    return new Wallet();
  }

  @Query(() => Int, { description: 'Sets a header.' })
  header(@Context() { res }: { readonly res: FastifyReply }): number {
    void res.header('x-own', 'yes');
    return 1;
  }

  @Subscription(() => Wallet, {
    description: 'Two wallets.',
    resolve: (wallet: Wallet) => wallet,
  })
  async *walletChanged(): AsyncGenerator<Wallet> {
    yield await Promise.resolve(new Wallet());
    yield new Wallet();
  }
}

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', onUnhandled));
afterAll(() => void process.off('unhandledRejection', onUnhandled));
beforeEach(() => {
  unhandled.length = 0;
  reads = 0;
});

describe('a model whose accessors do work', () => {
  const issuer = useIssuer();
  const api = useApi({ trusts: issuer, providers: [Wallets] });
  beforeAll(() => Logger.overrideLogger(false));

  it('ends nothing with a promise that rejects, however often it is asked for', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { status, body } = await api.anonymous.query('{ wallet { id balance late } }');
      expect(status).toBe(200);
      expect(body.data).toEqual({ wallet: { id: 'w', balance: null, late: 7 } });
      expect(body.errors).toEqual([
        expect.objectContaining({ message: 'Internal server error', path: ['wallet', 'balance'] }),
      ]);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  it('may set a header of the reply, by Apollo and without it', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { headers, body } = await api.anonymous.query('{ header }');
      expect(body).toEqual({ data: { header: 1 } });
      expect(headers.get('x-own')).toBe('yes');
    }
  });

  it('is read once each time', async () => {
    for (let time = 1; time <= 3; time += 1) {
      const { body } = await api.anonymous.query('{ wallet { reads balance } }');
      expect(body.data).toEqual({ wallet: { reads: time, balance: null } });
    }
  });

  it('ends nothing as an event of a subscription, and is read once', async () => {
    const socket = await TestSocket.connect(api.url, await issuer.token());
    socket.subscribe('1', 'subscription { walletChanged { reads balance } }');
    for (let time = 1; time <= 2; time += 1) {
      const { payload } = await socket.take('next');
      expect(payload.data).toEqual({ walletChanged: { reads: time, balance: null } });
    }
    socket.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});

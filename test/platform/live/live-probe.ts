import { Injectable } from '@nestjs/common';
import {
  Args,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import {
  type Caller,
  CurrentCaller,
  Public,
  RequirePermissions,
} from '../../../src/platform/auth/index.js';
import { ApiException } from '../../../src/platform/http/index.js';
import { ConnectionParams, LiveChannel } from '../../../src/platform/live/index.js';
import type { LiveRequest } from '../../../src/platform/live/operations/live-request.js';

@ObjectType()
export class Tick {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  text?: string;
}

@Injectable()
export class Ticks extends LiveChannel<Tick> {
  protected readonly name = 'ticks';
}

let counted = 0;
const countTick = (tick: Tick): Tick => ({ ...tick, text: String((counted += 1)) });
const asIs = (tick: Tick) => tick;
const withLocale = (tick: Tick, _: unknown, { req }: { readonly req: LiveRequest }): Tick => ({
  ...tick,
  text: String(req.parameters['locale']),
});

/** Subscriptions for tests: one for each degree of protection, and some that fail. */
@Resolver()
export class LiveProbeResolver {
  constructor(private readonly ticks: Ticks) {}

  /** Events for the caller alone. */
  @Subscription(() => Tick, { resolve: asIs })
  myTicks(@CurrentCaller() caller: Caller): AsyncIterable<Tick> {
    return this.ticks.subscribe(caller.subject);
  }

  @Public()
  @Subscription(() => Tick, { resolve: asIs })
  ticksOf(@Args('key', { type: () => ID }) key: string): AsyncIterable<Tick> {
    return this.ticks.subscribe(key);
  }

  @RequirePermissions('read:ticks')
  @Subscription(() => Tick, { resolve: asIs })
  permittedTicks(): AsyncIterable<Tick> {
    return this.ticks.subscribe('permitted');
  }

  @Subscription(() => Tick, { resolve: asIs })
  refusedTicks(): AsyncIterable<Tick> {
    throw new ApiException({ status: 409, code: 'NO_TICKS', message: 'There are none.' });
  }

  @Subscription(() => Tick, { resolve: asIs })
  brokenTicks(): AsyncIterable<Tick> {
    throw new TypeError('at /srv/app');
  }

  @Subscription(() => Tick, { resolve: asIs })
  graphqlTicks(): AsyncIterable<Tick> {
    throw new GraphQLError('An upstream’s', { extensions: { code: 'UPSTREAM', secret: 1 } });
  }

  @Subscription(() => Tick, { resolve: asIs })
  async *failingTicks(): AsyncGenerator<Tick> {
    yield await Promise.resolve({ id: '1' });
    throw new TypeError('at /srv/stream');
  }

  @Subscription(() => Tick, { resolve: asIs })
  noTicks(): Promise<AsyncIterable<Tick>> {
    return new Promise(() => undefined);
  }

  /** Begins late, and cannot be ended. */
  @Subscription(() => Tick, { resolve: asIs })
  async endlessTicks(): Promise<AsyncIterable<Tick>> {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const next = () => new Promise<never>(() => undefined);
    const end = () => Promise.reject(new Error('at /srv/end'));
    return { [Symbol.asyncIterator]: () => ({ next, return: end }) };
  }

  /** Says how often it was resolved. */
  @Subscription(() => Tick, { resolve: countTick })
  countedTicks(@CurrentCaller() caller: Caller): AsyncIterable<Tick> {
    return this.ticks.subscribe(caller.subject);
  }

  /** Events in the language of the socket. */
  @Subscription(() => Tick, { resolve: withLocale })
  localTicks(@CurrentCaller() caller: Caller): AsyncIterable<Tick> {
    return this.ticks.subscribe(caller.subject);
  }

  /** One event with what the socket said beside its token. */
  @Subscription(() => Tick, { resolve: asIs })
  async *parameters(
    @ConnectionParams() all: object,
    @ConnectionParams('locale') locale: unknown,
    @ConnectionParams('constructor') inherited: unknown,
  ): AsyncGenerator<Tick> {
    yield await Promise.resolve({ id: '1', text: JSON.stringify({ all, locale, inherited }) });
  }

  @Query(() => String)
  async parametersOverHttp(@ConnectionParams() all: object): Promise<string> {
    return Promise.resolve(JSON.stringify(all));
  }

  @Query(() => String)
  query(): string {
    return 'query';
  }

  @Mutation(() => String)
  mutation(): string {
    return 'mutation';
  }
}

export const LIVE_PROBE = [Ticks, LiveProbeResolver];

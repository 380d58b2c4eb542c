/*
 * This project's platform with one subscription, and with bounds that one caller of a benchmark does
 * not meet. Built against `dist/`, so that the product itself is measured.
 */
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import {
  Field,
  Float,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { createApp } from '../../src/app.js';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { verifications } from '../../src/platform/auth/auth.metrics.js';
import { Public } from '../../src/platform/auth/index.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { LiveChannel } from '../../src/platform/live/index.js';
import { PlatformModule } from '../../src/platform/platform.module.js';

const EVERYBODY = 'everybody';
const UNBOUNDED = 1_000_000;

let verified = 0;
verifications.subscribe(({ outcome }) => (verified += outcome === 'accepted' ? 1 : 0));

@ObjectType({ description: 'An event.' })
class Tick {
  @Field(() => Float, { description: 'When it was published, in milliseconds since 1970.' })
  at!: number;
}

@Injectable()
class Ticks extends LiveChannel<Tick> {
  protected readonly name = 'ticks';
}

@Resolver()
class TickResolver {
  constructor(private readonly ticks: Ticks) {}

  @Public()
  @Query(() => String, { description: 'A greeting.' })
  hello(): string {
    return 'Hello, world!';
  }

  @Public()
  @Query(() => Int, {
    description: 'How many tokens were verified; those remembered do not count.',
  })
  verified(): number {
    return verified;
  }

  @Mutation(() => Boolean, { description: 'Publishes an event.' })
  tick(): boolean {
    this.ticks.publish(EVERYBODY, { at: performance.timeOrigin + performance.now() });
    return true;
  }

  @Subscription(() => Tick, { description: 'All events.', resolve: (tick: Tick) => tick })
  ticked(): AsyncIterable<Tick> {
    return this.ticks.subscribe(EVERYBODY);
  }
}

const settings = loadSettings(process.env, FEATURE_SETTINGS);
const live = {
  socketsPerCaller: UNBOUNDED,
  operationsPerCaller: UNBOUNDED,
  pending: UNBOUNDED,
};

@Module({ imports: [PlatformModule.forRoot(settings, { live })], providers: [Ticks, TickResolver] })
class BenchModule {}

const app = await createApp(settings, { module: BenchModule });
await app.listen(settings.port, settings.host);

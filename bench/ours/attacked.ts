/*
 * This project's platform with what an attack aims at: a page, and events with many subscribers. Built
 * against `dist/`, with the settings of production.
 */
import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import {
  Args,
  Field,
  Float,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { createApp } from '../../src/app.js';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { Public } from '../../src/platform/auth/index.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { LiveChannel } from '../../src/platform/live/index.js';
import { PlatformModule } from '../../src/platform/platform.module.js';

/** A paragraph. */
const TEXT = 'Lorem ipsum dolor sit amet. '.repeat(16);

@ObjectType({ description: 'A row of a page.' })
class Row {
  @Field(() => ID, { description: 'Its number.' })
  id!: string;

  @Field(() => String, { description: 'A paragraph.' })
  text!: string;

  @Field(() => Float, { description: 'When it was made, in milliseconds since 1970.' })
  at!: number;
}

@Injectable()
class Rows extends LiveChannel<Row> {
  protected readonly name = 'rows';
}

@Resolver(() => Row)
class RowResolver {
  constructor(private readonly changes: Rows) {}

  @Public()
  @Query(() => String, { description: 'A greeting.' })
  hello(): string {
    return 'Hello, world!';
  }

  @Query(() => String, { description: 'A greeting for callers with a token.' })
  secret(): string {
    return 'This is a secret: your access token is valid.';
  }

  @Query(() => [Row], { description: 'A page.' })
  rows(@Args('first', { type: () => Int, description: 'How many.' }) first: number): Row[] {
    return Array.from({ length: first }, (_, index) => row(index));
  }

  @Mutation(() => Boolean, { description: 'Publishes an event.' })
  tick(@Args('key', { type: () => ID, description: 'Whose event it is.' }) key: string): boolean {
    this.changes.publish(key, row(0));
    return true;
  }

  @Subscription(() => Row, { description: 'All events of one key.', resolve: (one: Row) => one })
  ticked(
    @Args('key', { type: () => ID, description: 'Whose events they are.' }) key: string,
  ): AsyncIterable<Row> {
    return this.changes.subscribe(key);
  }
}

function row(index: number): Row {
  return { id: String(index), text: TEXT, at: performance.timeOrigin + performance.now() };
}

const settings = loadSettings(process.env, FEATURE_SETTINGS);

@Module({ imports: [PlatformModule.forRoot(settings)], providers: [Rows, RowResolver] })
class AttackedModule {}

const app = await createApp(settings, { module: AttackedModule });
await app.listen(settings.port, settings.host);

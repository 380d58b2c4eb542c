import { expect, it } from '@jest/globals';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';

import { Context, Field, GraphQLModule, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { GraphQLScalarType } from 'graphql';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { PLATFORM_ROUTES } from '../../src/platform/http/index.js';
import { TestApi } from '../support/api.js';

const ENV = { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' };

@Resolver()
class WaitsForItself {
  @Query(() => String)
  cookie(@Context('res') reply: object): string {
    return String(reply);
  }
}

@ObjectType()
class Note {
  @Field(() => new GraphQLScalarType({ name: 'JSONObject' }))
  extra!: object;
}

@Resolver()
class Twin {
  @Query(() => Note)
  note(): Note {
    return { extra: {} };
  }
}

it('an API with a second GraphQL module does not start, and says why', async () => {
  const second = GraphQLModule.forRoot<ApolloDriverConfig>({
    driver: ApolloDriver,
    autoSchemaFile: true,
    path: '/admin',
  });
  await expect(TestApi.start(ENV, { imports: [second] })).rejects.toThrow(
    'The API cannot start: a second GraphQLModule',
  );
});

it('an API with a resolver that would wait for its own answer does not start', async () => {
  await expect(TestApi.start(ENV, { providers: [WaitsForItself] })).rejects.toThrow(
    "@Context('res') at WaitsForItself.cookie would wait until its own answer is sent: write @Context() { res }.",
  );
});

it('an API with a twin of one of its scalars does not start, and says which to import', async () => {
  await expect(TestApi.start(ENV, { providers: [Twin] })).rejects.toThrow(
    'two types are named "JSONObject". If it is a scalar, import it from graphql-scalars',
  );
});

async function startWithPrefix(exclude: string[]) {
  const env = { ...ENV, NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0' };
  const settings = loadSettings(
    { ...env, PUBLIC_URL: 'https://api.example.com/graphql' },
    FEATURE_SETTINGS,
  );
  const app = await createApp(settings, AppModule.forRoot(settings));
  app.setGlobalPrefix('v1', { exclude });
  try {
    await app.listen(0, '127.0.0.1');
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

it('an API whose prefix moves its probes does not start', async () => {
  await expect(startWithPrefix([])).rejects.toThrow('{ exclude: [...PLATFORM_ROUTES] }');
});

it('an API with a prefix keeps its probes and its documents where they are looked for', async () => {
  const app = await startWithPrefix([...PLATFORM_ROUTES]);
  const paths = [
    '/health/live',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/graphql',
    '/v1/health/live',
  ];
  const statuses = await Promise.all(
    paths.map(async (path) => (await fetch(new URL(path, await app.getUrl()))).status),
  );
  await app.close();
  expect(statuses).toEqual([200, 200, 200, 404]);
});

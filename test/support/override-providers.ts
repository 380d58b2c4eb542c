import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Create } from '../../src/app.js';

/** Takes the place of a provider for the time of a test. */
export interface Override {
  /** The class or token of the provider. */
  readonly provide: Parameters<ReturnType<typeof Test.createTestingModule>['overrideProvider']>[0];
  readonly useValue: unknown;
}

/** Builds an application with other providers, as Nest's own `overrideProvider` does. */
export function withOverrides(overrides: readonly Override[]): Create {
  return async (root, adapter, options) => {
    const builder = Test.createTestingModule({ imports: [root] });
    for (const { provide, useValue } of overrides) {
      builder.overrideProvider(provide).useValue(useValue);
    }
    const module = await builder.compile();
    return module.createNestApplication<NestFastifyApplication>(adapter, options);
  };
}

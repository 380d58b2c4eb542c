import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from './settings.js';

/** Offers the settings of the platform and of each feature to every module, by their class. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(settings: Settings): DynamicModule {
    const providers = [settings, ...settings.features].map((instance) => ({
      provide: instance.constructor,
      useValue: instance,
    }));
    return {
      module: ConfigModule,
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}

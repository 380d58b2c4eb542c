import { Module, type DynamicModule } from '@nestjs/common';
import type { Settings } from '../../src/platform/config/settings.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { ProbeModule } from './probe.js';

/** Replaces `src/app.module.ts` in a test process: the platform with `ProbeModule` alone. */
@Module({})
export class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.forRoot(settings), ProbeModule] };
  }
}

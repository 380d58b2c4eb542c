import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.js';
import { GreetingModule } from './greeting/greeting.module.js';
import type { Settings } from './platform/config/settings.js';
import { PlatformModule } from './platform/platform.module.js';
import { ProfileModule } from './profile/profile.module.js';

/** The table of contents. */
@Module({})
export class AppModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot(settings),
        GreetingModule, // hello, secret
        ProfileModule, // me, user, updateMyMetadata
        AccountsModule, // myAccount, accounts, roles
      ],
    };
  }
}

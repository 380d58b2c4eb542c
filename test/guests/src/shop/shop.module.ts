import { Injectable, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Mutation, Query, Resolver } from '@nestjs/graphql';
import { Interval, ScheduleModule } from '@nestjs/schedule';

class OpenShop {
  constructor(readonly name: string) {}
}

@CommandHandler(OpenShop)
class OpenShopHandler implements ICommandHandler<OpenShop> {
  constructor(private readonly events: EventEmitter2) {}

  async execute({ name }: OpenShop): Promise<string> {
    await this.events.emitAsync('shop.opened', name);
    return name;
  }
}

@Injectable()
class ShopJournal {
  readonly lines: string[] = [];

  @OnEvent('shop.opened')
  write(name: string): void {
    this.lines.push(name);
  }

  @Interval('tick', 10)
  tick(): void {
    if (!this.lines.includes('tick')) this.lines.push('tick');
  }
}

@Resolver()
class ShopResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly journal: ShopJournal,
    private readonly config: ConfigService,
  ) {}

  @Mutation(() => String, { description: 'Opens the shop. Needs an access token.' })
  openShop(): Promise<string> {
    return this.commands.execute(new OpenShop(this.config.getOrThrow('SHOP_NAME')));
  }

  @Query(() => [String], { description: 'What happened. Needs an access token.' })
  shopJournal(): string[] {
    return this.journal.lines;
  }
}

@Module({
  imports: [
    ConfigModule.forRoot({ ignoreEnvFile: true, load: [() => ({ SHOP_NAME: 'Corner shop' })] }),
    CqrsModule.forRoot(),
    EventEmitterModule.forRoot(),
    ScheduleModule.forRoot(),
  ],
  providers: [OpenShopHandler, ShopJournal, ShopResolver],
})
export class ShopModule {}

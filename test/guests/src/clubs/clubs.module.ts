import { Module } from '@nestjs/common';
import { Args, Field, ID, ObjectType, Query, Resolver, Subscription } from '@nestjs/graphql';
import { ClaimsRule, PermissionsSource, RequirePermissions } from '../platform/auth/index.js';
import { ConnectionParams } from '../platform/live/index.js';
import { BoardPermissions } from './board.permissions.js';
import { MemberRule } from './member.rule.js';
import { PlayersLoader } from './players.loader.js';

@ObjectType({ description: 'A greeting in a language.' })
class ClubGreeting {
  @Field(() => String, { description: 'The greeting.' })
  text!: string;
}

@Resolver()
class ClubsResolver {
  @RequirePermissions('read:minutes')
  @Query(() => String, { description: 'What the board has decided.' })
  clubMinutes(): string {
    return 'New boards.';
  }

  @Subscription(() => ClubGreeting, {
    description: 'Greets once, in the language that the socket names as `locale`.',
    resolve: (greeting: ClubGreeting) => greeting,
  })
  async *clubGreeting(@ConnectionParams('locale') locale: unknown): AsyncGenerator<ClubGreeting> {
    yield await Promise.resolve({ text: locale === 'fr' ? 'Bonjour' : 'Hello' });
  }
}

@Resolver()
class PlayersResolver {
  constructor(private readonly players: PlayersLoader) {}

  @Query(() => String, { description: 'A player of the club.' })
  clubPlayer(
    @Args('id', { type: () => ID, description: 'Its name.' }) id: string,
  ): Promise<string> {
    return this.players.load(id);
  }
}

@Module({
  providers: [
    { provide: ClaimsRule, useClass: MemberRule },
    { provide: PermissionsSource, useClass: BoardPermissions },
    PlayersLoader,
    ClubsResolver,
    PlayersResolver,
  ],
})
export class ClubsModule {}

import { Module } from '@nestjs/common';
import { Args, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import { Public, RequirePermissions } from '../../src/platform/auth/index.js';

/** Fields of an object that are always null. */
const BLANKS = Array.from({ length: 14 }, (_, index) => `blank${index}`);

@ObjectType({ description: 'An object with as many fields as a profile.' })
export class Probe {
  @Field(() => ID, { description: 'Given by the caller, or `probe`.' })
  readonly id!: string;
}
for (const name of BLANKS) {
  Field(() => String, { nullable: true, description: 'Null.' })(Probe.prototype, name);
}

/** The fields of platform tests: one for each degree of protection. */
@Resolver(() => Probe)
export class ProbeResolver {
  @Public()
  @Query(() => String, { description: 'Needs no access token.' })
  open(): string {
    return 'open';
  }

  @Query(() => String, { description: 'Needs an access token.' })
  guarded(): string {
    return 'guarded';
  }

  @Query(() => Probe, { description: 'Needs an access token, and has fields.' })
  probe(): Probe {
    return { id: 'probe' };
  }

  @RequirePermissions('read:probes')
  @Query(() => Probe, { description: 'Needs the permission `read:probes`.' })
  probeById(@Args('id', { type: () => ID, description: 'Any.' }) id: string): Probe {
    return { id };
  }

  @Mutation(() => Probe, { description: 'Needs an access token; changes nothing.' })
  changeProbe(
    @Args('to', { type: () => GraphQLJSONObject, description: 'Any object.' })
    to: Record<string, unknown>,
  ): Probe {
    return { id: Object.keys(to)[0] ?? 'probe' };
  }
}

/** Stands in for the features, so that platform tests depend on none of them. */
@Module({ providers: [ProbeResolver] })
export class ProbeModule {}

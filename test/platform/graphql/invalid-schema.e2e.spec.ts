import { expect, it } from '@jest/globals';
import {
  Args,
  Field,
  InputType,
  InterfaceType,
  ObjectType,
  Query,
  Resolver,
} from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { TestApi } from '../../support/api.js';

const ENV = { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' };

@Resolver()
class ReservedName {
  @Public()
  @Query(() => String)
  __reserved(): string {
    return '';
  }
}

@InterfaceType({ resolveType: () => Square })
abstract class Shape {
  @Field(() => String)
  size!: string;
}

@ObjectType({ implements: () => [Shape] })
class Square {
  @Field(() => Number)
  size!: number;
}

@Resolver()
class BrokenInterface {
  @Public()
  @Query(() => Shape)
  shape(): Square {
    return new Square();
  }
}

@InputType()
class Endless {
  @Field(() => Endless)
  next!: Endless;
}

@Resolver()
class EndlessInput {
  @Public()
  @Query(() => String)
  endless(@Args('input') input: Endless): string {
    return String(input);
  }
}

it.each([
  ['a reserved name', ReservedName, /__reserved/],
  ['a type that breaks its interface', BrokenInterface, /Shape\.size/],
  ['an input that requires itself', EndlessInput, /Endless/],
])(
  'in production an API with %s in its schema does not start, and says why',
  async (_, part, reason) => {
    const env = { ...ENV, NODE_ENV: 'production' };
    await expect(TestApi.start(env, { providers: [part] })).rejects.toThrow(reason);
  },
);

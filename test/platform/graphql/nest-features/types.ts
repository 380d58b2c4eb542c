import { ForbiddenException, Injectable, UseGuards, type CanActivate } from '@nestjs/common';
import {
  Args,
  ArgsType,
  createUnionType,
  Field,
  ID,
  Info,
  InputType,
  Int,
  InterfaceType,
  ObjectType,
  Parent,
  Query,
  registerEnumType,
  ResolveField,
  Resolver,
  Root,
  Scalar,
  type CustomScalar,
  type FieldMiddleware,
} from '@nestjs/graphql';
import { Kind, type GraphQLResolveInfo, type ValueNode } from 'graphql';
import { Public } from '../../../../src/platform/auth/index.js';

enum Size {
  Small = 's-1',
  Large = 'l-2',
}
registerEnumType(Size, { name: 'FeatureSize' });

class Celsius {
  constructor(readonly degrees: number) {}
}

@Scalar('FeatureCelsius', () => Celsius)
export class CelsiusScalar implements CustomScalar<string, Celsius> {
  parseValue(value: unknown): Celsius {
    if (typeof value !== 'string') throw new TypeError('Not a text.');
    return new Celsius(Number(value.slice(0, -1)));
  }

  serialize(value: unknown): string {
    return `${(value as Celsius).degrees}C`;
  }

  parseLiteral(node: ValueNode): Celsius {
    return this.parseValue(node.kind === Kind.STRING ? node.value : undefined);
  }
}

const loud: FieldMiddleware = async (_, next) => `${String(await next())}!`;
const named: FieldMiddleware = async ({ info }, next) =>
  `${info?.parentType.name}.${info?.fieldName} ${String(await next())}`;

@InterfaceType('FeatureShape', { resolveType: ({ kind }: Shape) => kind })
abstract class Shape {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { middleware: [loud, named] })
  label!: string;

  kind!: string;
}

@ObjectType('FeatureCircle', { implements: () => [Shape] })
class Circle extends Shape {
  @Field(() => Int)
  radius!: number;
}

@ObjectType('FeatureSquare', { implements: () => [Shape] })
class Square extends Shape {
  @Field(() => Int, { nullable: true })
  side!: number;
}

const Either = createUnionType({
  name: 'FeatureEither',
  types: () => [Circle, Square] as const,
  resolveType: async (value: Shape) => Promise.resolve('radius' in value ? Circle : Square),
});

@InputType('FeatureBox')
class Box {
  @Field(() => Size, { defaultValue: Size.Small })
  size!: Size;

  @Field(() => [[Int]], { nullable: 'items' })
  cells!: number[][];
}

@ArgsType()
class BoxArgs {
  @Field(() => Box)
  box!: Box;

  @Field(() => Celsius, { nullable: true })
  at?: Celsius;
}

@Injectable()
export class NeverGuard implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException('Not this field.');
  }
}

const circle = (id: string): Circle => ({ id, label: 'round', kind: 'FeatureCircle', radius: 3 });
const square = (id: string): Square => ({ id, label: 'flat', kind: 'FeatureSquare', side: 4 });

/** What Nest makes of types. */
@Public()
@Resolver()
export class TypesResolver {
  @Query(() => [Shape])
  shapes(): Shape[] {
    return [circle('1'), square('2')];
  }

  @Query(() => [Either], { nullable: 'itemsAndList' })
  eithers(): (Shape | null)[] {
    return [circle('3'), null, square('4')];
  }

  @Query(() => Shape, { nullable: true })
  unknownShape(): Shape {
    return { id: '5', label: 'odd', kind: 'FeatureTriangle' };
  }

  @Query(() => Size)
  sizeOf(@Args('size', { type: () => Size, defaultValue: Size.Large }) size: Size): Size {
    return size;
  }

  @Query(() => String)
  boxed(@Args() { box, at }: BoxArgs): string {
    return JSON.stringify({ box, at, isDegrees: at instanceof Celsius });
  }

  @Query(() => Celsius, { nullable: true })
  warmer(@Args('at', { type: () => Celsius }) { degrees }: Celsius): Celsius {
    return new Celsius(degrees + 1);
  }

  @Query(() => Date)
  moment(): Date {
    return new Date(0);
  }

  @Query(() => String)
  told(@Info() info: GraphQLResolveInfo, @Root() root: unknown): string {
    const { fieldName, path, parentType, returnType, variableValues, operation } = info;
    const selected = info.fieldNodes.map(({ alias }) => alias?.value);
    return JSON.stringify({
      ...{ fieldName, path, selected, variableValues, root: root ?? null },
      ...{ parent: parentType.name, returns: String(returnType), of: operation.operation },
    });
  }
}

@Public()
@Resolver(() => Shape)
export class ShapeResolver {
  @ResolveField(() => String)
  nick(@Parent() { id }: Shape, @Info() { path }: GraphQLResolveInfo): string {
    return `nick ${id} at ${path.key}`;
  }
}

@Public()
@Resolver(() => Circle)
export class CircleResolver {
  @ResolveField(() => Int, { middleware: [async (_, next) => Number(await next()) + 1] })
  area(@Parent() { radius }: Circle, @Args('pi', { type: () => Int, defaultValue: 3 }) pi: number) {
    return Promise.resolve(pi * radius * radius);
  }

  @UseGuards(NeverGuard)
  @ResolveField(() => String, { nullable: true })
  hidden(): string {
    return 'never';
  }

  @ResolveField(() => [Int], { nullable: true })
  bad(): number[] {
    throw new ForbiddenException('A bad field.');
  }
}

export const TYPES = [CelsiusScalar, NeverGuard, TypesResolver, ShapeResolver, CircleResolver];

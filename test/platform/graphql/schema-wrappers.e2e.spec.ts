import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import {
  Field,
  InterfaceType,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import {
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { Public, RequirePermissions } from '../../../src/platform/auth/index.js';
import { SchemaWrapper } from '../../../src/platform/graphql/index.js';
import { TestApi, useApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE, Ticks } from '../live/live-probe.js';

type Wrap = (run: Resolve) => Resolve;
type Resolve = GraphQLFieldResolver<unknown, unknown>;

const seen: string[] = [];
const never: Wrap = () => () => 'open';
const shout: Wrap = (run) => async (source, args, context, info) => {
  seen.push(info.fieldName);
  const text = (await run(source, args, context, info)) as string;
  return text.toUpperCase();
};

function fieldOf(schema: GraphQLSchema, name: string): GraphQLField<unknown, unknown> {
  const [type = '', field = ''] = name.split('.');
  const owner = schema.getType(type);
  const found = owner && 'getFields' in owner ? owner.getFields()[field] : undefined;
  if (!found) throw new Error(`There is no ${name}.`);
  return found as GraphQLField<unknown, unknown>;
}

function wrapField(schema: GraphQLSchema, name: string, wrap: Wrap): void {
  const field = fieldOf(schema, name);
  field.resolve = wrap(field.resolve as Resolve);
}

@InterfaceType({ description: 'Has a price.' })
abstract class Priced {
  @Field(() => String, { description: 'Needs a permission.' })
  price!: string;
}

@ObjectType({ implements: () => [Priced], description: 'Has a price, and a cost.' })
class Ware extends Priced {
  @Field(() => String, { description: 'Needs a permission.' })
  cost!: string;
}

@Public()
@Resolver(() => Ware)
class WareResolver {
  @Query(() => Ware, { description: 'For everybody, apart from some of its fields.' })
  ware(): Ware {
    return { price: '7', cost: '3' };
  }

  @RequirePermissions('read:costs')
  @ResolveField(() => String, { description: 'Needs a permission.' })
  cost(@Parent() { cost }: Ware): string {
    return cost;
  }
}

@Resolver(() => Priced)
class PricedResolver {
  @RequirePermissions('read:costs')
  @ResolveField(() => String, { description: 'Needs a permission.' })
  price(@Parent() { price }: Priced): string {
    return price;
  }
}

const upper = new GraphQLDirective({
  name: 'upper',
  locations: [DirectiveLocation.FIELD_DEFINITION],
});

@Injectable()
class Wrappers extends SchemaWrapper {
  override readonly directives = [upper];

  override wrap(schema: GraphQLSchema): GraphQLSchema {
    wrapField(schema, 'Query.open', shout);
    wrapField(schema, 'Query.guarded', shout);
    wrapField(schema, 'Query.probeById', () => () => ({ id: 'without the method' }));
    wrapField(schema, 'Ware.price', () => () => 'without the method');
    delete fieldOf(schema, 'Ware.cost').resolve;
    const ticks = fieldOf(schema, 'Subscription.permittedTicks');
    const subscribe = ticks.subscribe as Resolve;
    ticks.subscribe = (...call) => {
      seen.push('subscribe');
      return subscribe(...call);
    };
    fieldOf(schema, 'Subscription.myTicks').subscribe = async function* () {
      yield await Promise.resolve({ id: 'forged' });
    };
    return schema;
  }
}

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: [...LIVE_PROBE, PricedResolver, WareResolver, Wrappers],
});
afterEach(() => void seen.splice(0));

describe('a resolver that a SchemaWrapper wraps', () => {
  it('answers through the wrapper', async () => {
    expect((await api.anonymous.query('{ open }')).body).toEqual({ data: { open: 'OPEN' } });
    const { body } = await api.as(await issuer.token()).query('{ guarded }');
    expect(body).toEqual({ data: { guarded: 'GUARDED' } });
  });

  it('stays behind the guard, which runs before the wrapper', async () => {
    const { status, body } = await api.anonymous.query('{ guarded }');
    expect([status, body.errors?.[0]?.extensions.reason]).toEqual([401, 'token_missing']);
    expect(seen).toEqual([]);
  });

  it('needs its permission although the wrapper does not call it', async () => {
    const ask = '{ probeById(id: "1") { id } }';
    expect((await api.anonymous.query(ask)).status).toBe(401);
    expect((await api.as(await issuer.token()).query(ask)).status).toBe(403);
    const allowed = await issuer.token({ claims: { permissions: ['read:probes'] } });
    expect((await api.as(allowed).query(ask)).body).toEqual({
      data: { probeById: { id: 'without the method' } },
    });
  });

  it.each([
    ['price', 'without the method'],
    ['cost', '3'],
  ])('of a field of an object is behind its guard as well: %s', async (field, value) => {
    const ask = `{ ware { ${field} } }`;
    expect((await api.anonymous.query(ask)).status).toBe(401);
    expect((await api.as(await issuer.token()).query(ask)).status).toBe(403);
    const allowed = await issuer.token({ claims: { permissions: ['read:costs'] } });
    expect((await api.as(allowed).query(ask)).body).toEqual({ data: { ware: { [field]: value } } });
  });

  it('of a subscription is wrapped behind the guard as well', async () => {
    const allowed = await issuer.token({ claims: { permissions: ['read:ticks'] } });
    const socket = await TestSocket.connect(api.url, allowed);
    socket.subscribe('1', 'subscription { permittedTicks { id } }');
    await socket.settle();
    await socket.take('pong');
    api.app.get(Ticks, { strict: false }).publish('permitted', { id: '7' });
    expect((await socket.take('next')).payload).toEqual({ data: { permittedTicks: { id: '7' } } });
    expect(seen).toEqual(['subscribe']);
    socket.close();

    const refused = await TestSocket.connect(api.url, await issuer.token());
    refused.subscribe('1', 'subscription { permittedTicks { id } }');
    expect((await refused.take('error')).payload).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
    expect(seen).toEqual(['subscribe']);
    refused.close();
  });

  it('of a subscription has to be called by its wrapper', async () => {
    const socket = await TestSocket.connect(api.url, await issuer.token());
    socket.subscribe('1', 'subscription { myTicks { id } }');
    expect((await socket.take('error')).payload).toMatchObject([
      { extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    socket.close();
  });
});

it('an API with a SchemaWrapper that adds a root field does not start', async () => {
  @Injectable()
  class Backdoor extends SchemaWrapper {
    override wrap(schema: GraphQLSchema): GraphQLSchema {
      const fields = schema.getQueryType()?.getFields() ?? {};
      fields['backdoor'] = {
        ...fieldOf(schema, 'Query.open'),
        name: 'backdoor',
        resolve: never(() => 1),
      };
      return schema;
    }
  }
  await expect(TestApi.start(issuer.env, { providers: [Backdoor] })).rejects.toThrow(
    'no guard covers Query.backdoor',
  );
});

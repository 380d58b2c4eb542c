/* Mercurius with its own subscriptions. */
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { environment, HELLO } from './environment.js';
import { now, verifyToken } from './live-token.js';

interface Context {
  readonly pubsub: {
    publish(event: { topic: string; payload: object }): Promise<void>;
    subscribe(topic: string): Promise<unknown>;
  };
}

const app = Fastify();
await app.register(mercurius, {
  schema: `
    type Query { hello: String! }
    type Mutation { tick: Boolean! }
    type Tick { at: Float! }
    type Subscription { ticked: Tick! }
  `,
  resolvers: {
    Query: { hello: () => HELLO },
    Mutation: {
      tick: async (_: unknown, __: unknown, { pubsub }: Context) => {
        await pubsub.publish({ topic: 'ticked', payload: { ticked: { at: now() } } });
        return true;
      },
    },
    Subscription: {
      ticked: {
        subscribe: (_: unknown, __: unknown, { pubsub }: Context) => pubsub.subscribe('ticked'),
      },
    },
  },
  jit: 1,
  subscription: {
    onConnect: async ({ payload }: { payload: Record<string, unknown> }) => {
      await verifyToken(payload?.['authorization']);
      return {};
    },
  },
});
const { host, port } = environment;
await app.listen({ host, port });

/* graphql-ws on ws, beside GraphQL Yoga with its PubSub: no framework between. */
import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { environment, HELLO } from './environment.js';
import { now, verifyToken } from './live-token.js';

const pubSub = createPubSub<{ ticked: [{ ticked: { at: number } }] }>();
const schema = createSchema({
  typeDefs: `
    type Query { hello: String! }
    type Mutation { tick: Boolean! }
    type Tick { at: Float! }
    type Subscription { ticked: Tick! }
  `,
  resolvers: {
    Query: { hello: () => HELLO },
    Mutation: {
      tick: () => {
        pubSub.publish('ticked', { ticked: { at: now() } });
        return true;
      },
    },
    Subscription: { ticked: { subscribe: () => pubSub.subscribe('ticked') } },
  },
});

const yoga = createYoga({ schema, graphiql: false, landingPage: false });
const server = createServer(yoga);
useServer(
  {
    schema,
    onConnect: async ({ connectionParams }) => {
      await verifyToken(connectionParams?.['authorization']);
    },
  },
  new WebSocketServer({ server, path: '/graphql' }),
);
server.listen(environment.port, environment.host);

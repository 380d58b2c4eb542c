import { Agent } from 'node:http';
import { TestSocket } from '../support/live-socket.js';
import { PostgresServer } from '../support/postgres-server.js';
import { RedisServer } from '../support/redis-server.js';
import { createUsers, Tenant } from '../support/tenant.js';
import { ask } from './ask.js';
import { Replica } from './replica.js';

export const [ADA, GRACE] = ['auth0|user00000', 'auth0|user00001'] as const;

/** Two replicas that share a Redis and a PostgreSQL, and users who ask them. */
export class TwoReplicas {
  private readonly agent = new Agent({ keepAlive: true });
  private readonly sockets: TestSocket[] = [];

  private constructor(
    private readonly tenant: Tenant,
    private readonly postgres: PostgresServer,
    readonly redis: RedisServer,
    readonly one: Replica,
    readonly other: Replica,
  ) {}

  /** @param prepare is given the database and the issuer before a replica starts */
  static async start(
    prepare: (databaseUrl: string, issuer: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<TwoReplicas> {
    const [redis, postgres, tenant] = await Promise.all([
      RedisServer.start(),
      PostgresServer.start(),
      Tenant.start({ users: createUsers(2) }),
    ]);
    const { url } = await postgres.createDatabase();
    await prepare(url, tenant.issuer.issuer);
    const env = {
      ...tenant.env,
      DATABASE_URL: url,
      REDIS_URL: redis.url,
      TRUST_PROXY: '1',
      RATE_LIMIT_PER_MINUTE: '0',
    };
    const [one, other] = await Promise.all([Replica.start(env), Replica.start(env)]);
    return new TwoReplicas(tenant, postgres, redis, one, other);
  }

  async subscribe(url: string, user: string, query: string): Promise<TestSocket> {
    const socket = await TestSocket.connect(url, await this.tenant.token(user));
    this.sockets.push(socket);
    socket.subscribe('1', query);
    await socket.settle();
    return socket;
  }

  async send(url: string, user: string, query: string, claims = {}) {
    const { status, body } = await ask({
      ...{ url, agent: this.agent, query },
      token: await this.tenant.token(user, claims),
    });
    return { status, body };
  }

  closeSockets(): void {
    this.sockets.splice(0).forEach((socket) => socket.close());
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await Promise.all([this.one.end('SIGTERM'), this.other.end('SIGTERM')]);
    await Promise.all([this.tenant.close(), this.redis.kill(), this.postgres.close()]);
  }
}

export function urlOf({ address }: Replica): string {
  return `http://${address}/graphql`;
}

/** What a socket was sent, as text. */
export function eventsOf({ messages }: TestSocket): string {
  return JSON.stringify(messages.filter(({ type }) => type === 'next'));
}

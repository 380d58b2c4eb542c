import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** One address for replicas that come and go: passes each new connection on to the one in use. */
export class Balancer {
  #target: number | undefined;
  readonly #pairs = new Set<readonly [Socket, Socket]>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Balancer> {
    const balancer: Balancer = new Balancer(
      createServer((client) => {
        client.on('error', () => client.destroy());
        if (balancer.#target === undefined) return void client.destroy();
        const replica = connect(balancer.#target, '127.0.0.1');
        replica.on('error', () => client.destroy());
        client.on('close', () => replica.destroy());
        client.pipe(replica).pipe(client);
        balancer.#pairs.add([client, replica]);
      }),
    );
    balancer.server.listen(0, '127.0.0.1');
    await once(balancer.server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/graphql`;
  }

  /** From now on, new connections go there; without a replica they are closed. */
  use(replica?: { readonly url: string }): void {
    this.#target = replica && Number(new URL(replica.url).port);
  }

  /** From now on, nothing passes on the connections that are open, and neither side is told. */
  freeze(): void {
    for (const [client, replica] of this.#pairs) {
      client.unpipe(replica).pause();
      replica.unpipe(client).pause();
    }
    this.#pairs.clear();
  }

  close(): void {
    this.server.close();
  }
}

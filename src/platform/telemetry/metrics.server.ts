import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { explainListenError } from '../config/listen-error.js';
import { collectMetrics } from './metrics.js';

/** `GET /metrics` for Prometheus, on a port of its own that no client of the API can reach. */
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #metrics = collectMetrics();
  readonly #server: Server;

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {
    this.#server = createServer((request, response) => {
      if (request.url === '/metrics') void this.#answer(response);
      else response.writeHead(404).end();
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    try {
      this.#server.listen(this.port, this.host);
      await once(this.#server, 'listening');
    } catch (error) {
      throw explainListenError(error, {
        host: this.host,
        port: this.port,
        variable: 'METRICS_PORT',
      });
    }
  }

  onApplicationShutdown(): void {
    this.#metrics.stop();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(response: ServerResponse): Promise<void> {
    const { registry } = this.#metrics;
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  }
}

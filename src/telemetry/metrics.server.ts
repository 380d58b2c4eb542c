import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { explainListenError } from '../listen-error.js';
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
      if (request.url !== '/metrics') return response.writeHead(404).end();
      const { registry } = this.#metrics;
      return registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
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
}

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import {
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { explainListenError } from '../config/listen-error.js';
import type { Metrics } from './metrics.js';
import { collectMetrics } from './metrics-registry.js';

/** `GET /metrics` for Prometheus, on a port of its own that no client of the API can reach. */
export class MetricsServer implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(MetricsServer.name);
  readonly #server: Server;
  #collection: ReturnType<typeof collectMetrics> | undefined;

  constructor(
    private readonly host: string,
    private readonly port: number,
    private readonly metrics: Metrics,
  ) {
    this.#server = createServer((request, response) => {
      if (request.url === '/metrics') void this.#answer(response);
      else response.writeHead(404).end();
    });
  }

  /** By now every module has declared its metrics, and nothing was counted yet. */
  onModuleInit(): void {
    this.#collection = collectMetrics(this.metrics.definitions);
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
        hostVariable: 'METRICS_HOST',
      });
    }
  }

  onApplicationShutdown(): void {
    this.#collection?.stop();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(response: ServerResponse): Promise<void> {
    const registry = this.#collection?.registry;
    try {
      const text = await registry?.metrics();
      response.writeHead(200, { 'content-type': registry?.contentType }).end(text);
    } catch (error) {
      this.#logger.error('A gauge cannot be read', error instanceof Error ? error.stack : error);
      response.writeHead(500).end();
    }
  }
}

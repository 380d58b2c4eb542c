import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Span {
  readonly traceId: string;
  readonly id: string;
  /** Empty for the first span of a trace. */
  readonly parentId: string;
  readonly name: string;
}

/** Takes traces by OTLP over HTTP on a free loopback port. */
export class TraceCollector {
  readonly #bodies: Buffer[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        collector.#bodies.push(Buffer.concat(chunks));
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const collector = new TraceCollector(
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    return collector;
  }

  /** All received bytes, as text. */
  get received(): string {
    return Buffer.concat(this.#bodies).toString('latin1');
  }

  /** ExportTraceServiceRequest → ResourceSpans → ScopeSpans → Span, by opentelemetry-proto. */
  get spans(): Span[] {
    return this.#bodies
      .flatMap((body) => fields(body, 1))
      .flatMap((resourceSpans) => fields(resourceSpans, 2))
      .flatMap((scopeSpans) => fields(scopeSpans, 2))
      .map((span) => ({
        traceId: fields(span, 1)[0]?.toString('hex') ?? '',
        id: fields(span, 2)[0]?.toString('hex') ?? '',
        parentId: fields(span, 4)[0]?.toString('hex') ?? '',
        name: fields(span, 5)[0]?.toString() ?? '',
      }));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The length-delimited fields of that number in a protobuf message. */
function fields(message: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[offset] ?? 0;
      offset += 1;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (offset < message.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) varint();
    else if (wireType === 1) offset += 8;
    else if (wireType === 5) offset += 4;
    else {
      const length = varint();
      if (tag >> 3 === wanted) found.push(message.subarray(offset, offset + length));
      offset += length;
    }
  }
  return found;
}

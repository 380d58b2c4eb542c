import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface SpaOptions {
  /** The name of the origin; `localhost` and the issuer's 127.0.0.1 are two sites. */
  readonly host: 'localhost' | '127.0.0.1';
  /** The file of a library for browsers. */
  readonly library: string;
  /** The file of the page's own module. */
  readonly app: string;
  /** What the module finds in `document.body.dataset`. */
  readonly data: Readonly<Record<string, string>>;
}

/** The development server of a front end: one page at every path of an origin of its own. */
export class SpaServer {
  private constructor(
    readonly origin: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async start({ host, library, app, data }: SpaOptions): Promise<SpaServer> {
    const scripts: Record<string, string> = { '/library.js': library, '/app.js': app };
    const page = pageWith(data);
    const server = createServer((request, response) => {
      const file = scripts[request.url ?? ''];
      response.writeHead(200, { 'content-type': file ? 'text/javascript' : 'text/html' });
      response.end(file ? readFileSync(file) : page);
    }).listen(0, host);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new SpaServer(`http://${host}:${port}`, server);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function pageWith(data: SpaOptions['data']): string {
  const attributes = Object.entries(data).map(
    ([name, value]) => ` data-${name}="${value.replaceAll('"', '&quot;')}"`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <title>Front end</title>
    <link rel="icon" href="data:,">
    <script src="/library.js"></script>
    <script type="module" src="/app.js"></script>
  </head>
  <body${attributes.join('')}></body>
</html>
`;
}

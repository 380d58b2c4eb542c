import { createServer, type AddressInfo, type Server } from 'node:net';

/** A server that speaks enough of PostgreSQL's protocol to be a bad one. */
export class FakePostgres {
  private constructor(
    private readonly server: Server,
    /** Its `DATABASE_URL`. */
    readonly url: string,
  ) {}

  /** Says which version it is, as `130014`. */
  static ofVersion(version: string): Promise<FakePostgres> {
    return FakePostgres.start(Buffer.concat([AUTHENTICATION_OK, READY]), answer(version));
  }

  /** Lets no connection in, as PgBouncer does. */
  static refusing(text: string): Promise<FakePostgres> {
    const fields = [cString('SFATAL'), cString('C08P01'), cString(`M${text}`), Buffer.from('\0')];
    return FakePostgres.start(message('E', ...fields));
  }

  private static async start(greeting: Buffer, reply?: Buffer): Promise<FakePostgres> {
    const server = createServer((socket) => {
      let isGreeted = false;
      socket
        .on('error', () => undefined)
        .on('data', (chunk) => {
          // The first message asks for a connection, and has no letter; `Q` is a simple query.
          if (!isGreeted) socket.write(greeting);
          else if (reply && chunk.toString('latin1', 0, 1) === 'Q') socket.write(reply);
          isGreeted = true;
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new FakePostgres(server, `postgres://u:wr0ng@127.0.0.1:${port}/x`);
  }

  close(): void {
    this.server.close();
  }
}

const AUTHENTICATION_OK = message('R', int32(0));
const READY = message('Z', Buffer.from('I'));

/** One row with one column of text. */
function answer(value: string): Buffer {
  const TEXT = 25;
  const column = [cString('version'), int32(0), int16(0), int32(TEXT), int16(-1), int32(-1)];
  return Buffer.concat([
    message('T', int16(1), ...column, int16(0)),
    message('D', int16(1), int32(value.length), Buffer.from(value)),
    message('C', cString('SELECT 1')),
    READY,
  ]);
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

import type { Duplex } from 'node:stream';

/**
 * Refuses a malformed opening handshake (RFC 6455, section 4.2.1) with 400 and a GraphQL error: `ws`
 * itself would answer in HTML.
 *
 * @param error says what is wrong in a fixed phrase of `ws`
 */
export function refuseMalformedHandshake({ message }: Error, socket: Duplex): void {
  const error = { message: `${message}.`, extensions: { code: 'BAD_REQUEST' } };
  const body = `${JSON.stringify({ errors: [error] })}\n`;
  // The client may keep its side open, and Node has no limit for a connection that was an upgrade.
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Sec-WebSocket-Version: 13',
      '',
      body,
    ].join('\r\n'),
  );
}

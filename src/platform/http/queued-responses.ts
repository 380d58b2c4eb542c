import type { Server } from 'node:http';

/**
 * Closes a response that waits behind another one when its connection ends: Node 20 tells only the one
 * that is being written, and what waits for the end of the other would wait for ever.
 */
export function closeQueuedResponses(server: Server): void {
  server.prependListener('request', (request, response) => {
    if (response.socket !== null) return;
    request.once('close', () => {
      if (response.closed || response.socket !== null || !request.socket.destroyed) return;
      response.destroy();
      response.emit('close');
    });
  });
}

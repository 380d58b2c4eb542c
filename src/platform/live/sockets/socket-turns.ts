import { Injectable } from '@nestjs/common';
import { FairQueue } from '../../http/overload/fair-queue.js';
import { clientOf } from '../../http/rate-limit/client-address.js';
import { CLOSINGS } from './closing.js';
import type { LiveSocket } from './live-socket.js';

/** Lets messages be handled in turn with requests. */
@Injectable()
export class SocketTurns {
  constructor(private readonly queue: FairQueue) {}

  /** A socket whose message waits is not read any further. */
  begin(socket: LiveSocket, handle: () => void): void {
    const client = clientOf(socket.handshake.ip);
    if (this.queue.isOpenTo(client)) return handle();
    socket.pause();
    this.queue.wait(client, {
      start: () => {
        socket.resume();
        if (!socket.isClosing) handle();
      },
      refuse: () => {
        socket.resume();
        socket.close(CLOSINGS.overloaded);
      },
    });
  }
}

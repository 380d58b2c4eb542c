import { Injectable, Logger } from '@nestjs/common';
import { LogRecord } from '../../logging/nest-logger.js';
import { Pseudonyms } from '../../logging/pseudonyms.js';
import { socketEnds } from '../live.metrics.js';
import type { LiveSocket, SocketEnd } from './live-socket.js';

/** One line for each socket, when it has ended. */
@Injectable()
export class SocketLog {
  readonly #logger = new Logger('Live');

  constructor(private readonly pseudonyms: Pseudonyms) {}

  record(
    { handshake, caller, openedAt, operations, events }: LiveSocket,
    { code, reason, isOurs }: SocketEnd,
  ): void {
    socketEnds.publish({ code: isOurs ? String(code) : 'client' });
    const fields = {
      id: handshake.id,
      code,
      // A client may give any reason.
      reason: isOurs ? reason : 'closed_by_client',
      durationMs: Math.round(performance.now() - openedAt),
      operations,
      events,
      ...(caller ? { subject: this.pseudonyms.of(caller) } : {}),
    };
    this.#logger.log(new LogRecord('socket', fields));
  }
}

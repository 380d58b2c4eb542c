import type { Socket } from 'node:net';

/** What the other listeners have done: one works with the socket, one gave it up, or neither. */
type Claim = 'taken' | 'abandoned' | 'open';

/**
 * Watches the other listeners of one upgrade. Nest's `WsAdapter` destroys what is not for its own
 * gateways, while other listeners may want it; at our path no other listener writes either.
 */
export function watchOthers(socket: Socket, isOurs: boolean): { end(): Claim } {
  const before = useOf(socket);
  let isAbandoned = false;
  let isWatching = true;
  const { destroy, end, write } = socket;
  socket.destroy = (error) => {
    if (!isWatching) return destroy.call(socket, error);
    isAbandoned = true;
    return socket;
  };
  if (isOurs) Object.assign(socket, { end: () => socket, write: () => true });
  return {
    end() {
      isWatching = false;
      Object.assign(socket, { destroy, end, write });
      if (isTaken(socket, before)) return 'taken';
      return isAbandoned ? 'abandoned' : 'open';
    },
  };
}

/** Whether something works with a socket. The connection may have carried requests before. */
interface Use {
  readonly listeners: number;
  readonly bytesWritten: number;
}

/** A WebSocket library listens for errors of a socket before it does anything else with it. */
export function isTaken(socket: Socket, before: Use): boolean {
  const { listeners, bytesWritten } = useOf(socket);
  return listeners > before.listeners || bytesWritten > before.bytesWritten;
}

export function useOf(socket: Socket): Use {
  const listeners = socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0);
  return { listeners, bytesWritten: socket.bytesWritten };
}

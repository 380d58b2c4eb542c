import type { Settings } from '../config/settings.js';

export type LimitHints = ReturnType<typeof hintsOf>;

/**
 * Tells the developer of a client which limit was hit, and the variable that sets it. A close frame
 * has room for 123 bytes.
 */
export function hintsOf(settings: Settings) {
  return {
    connections: `There may be ${settings.maxConnections} WebSockets: MAX_CONNECTIONS.`,
    pendingSockets: `There may be ${settings.maxPendingSockets} of them, at most a twentieth from one address: MAX_PENDING_SOCKETS.`,
    callerSockets: `A caller may have ${settings.maxCallerSockets}: MAX_CALLER_SOCKETS.`,
    callerSubscriptions: `A caller may have ${settings.maxCallerSubscriptions}, over all sockets of a process: MAX_CALLER_SUBSCRIPTIONS.`,
    callerPoints: `A caller may use ${settings.callerPointsPerMinute} a minute: CALLER_POINTS_PER_MINUTE.`,
    socketSubscriptions: `A socket may have ${settings.maxSocketSubscriptions}: MAX_SOCKET_SUBSCRIPTIONS.`,
    socketMessages: `A socket may send ${settings.socketMessagesPerSecond} of 10 KiB a second: SOCKET_MESSAGES_PER_SECOND.`,
    waiting: `A message has waited for ${settings.maxEventLoopDelayMs} ms: MAX_EVENT_LOOP_DELAY_MS.`,
  };
}

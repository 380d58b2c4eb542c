/** Subscriptions over WebSocket, and the events that they send. */
export { LiveChannel } from './events/live-channel.js';
export { ConnectionParams } from './connection-params.js';

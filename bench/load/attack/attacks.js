import { deepPages, invalidDocuments, invalidTokens } from './http-floods.js';
import { slowReaders, slowUploads } from './slow-clients.js';
import { fanOut, invalidSubscriptions, openSockets } from './socket-floods.js';

/** What an attacker does, and how often in a second, all addresses together. */
export const ATTACKS = {
  tokens: { perSecond: 500, create: invalidTokens },
  documents: { perSecond: 100, create: invalidDocuments },
  pages: { perSecond: 50, create: deepPages },
  sockets: { perSecond: 200, create: openSockets },
  subscriptions: { perSecond: 100, create: invalidSubscriptions },
  readers: { perSecond: 50, create: slowReaders },
  uploads: { perSecond: 100, create: slowUploads },
  'fan-out': { perSecond: 50, create: fanOut },
};

/** Calls to other services: bounded in time and size, in fair slots, with a circuit breaker. */
export { boundedFetch } from './bounded-fetch.js';
export { untilAborted, withDeadline } from './deadline.js';
export { fetchJson } from './fetch-json.js';
export { isJsonObject } from './json-object.js';
export { readRetryAfter } from './retry-after.js';
export { CallerSlots } from './slots.js';
export { UnavailableException } from './unavailable.exception.js';
export { UpstreamError } from './upstream.error.js';
export { UpstreamGate } from './upstream-gate.js';
export { UPSTREAM_POLICY, type UpstreamTiming } from './upstream-policy.js';
export { Waiters, type Waiter } from './waiters.js';

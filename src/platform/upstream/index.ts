/** Calls to other services: bounded in time and size, in fair turns, with a circuit breaker. */
export { Askers, type Asker } from './askers.js';
export { boundedFetch } from './bounded-fetch.js';
export { CallerAllowance } from './caller-allowance.js';
export { untilAborted } from './deadline.js';
export { fetchJson } from './fetch-json.js';
export { isJsonObject } from './json-object.js';
export { readRetryAfter } from './retry-after.js';
export { UnavailableException } from './unavailable.exception.js';
export { UpstreamError } from './upstream.error.js';
export { UpstreamGate } from './upstream-gate.js';
export { UPSTREAM_POLICY, type UpstreamTiming } from './upstream-policy.js';

/** Calls to other services: bounded in time and size, with a circuit breaker, and their errors. */
export { boundedFetch } from './bounded-fetch.js';
export { DEADLINE_MS } from './deadline.js';
export { fetchJson } from './fetch-json.js';
export { isJsonObject } from './json-object.js';
export { readRetryAfter } from './retry-after.js';
export { UnavailableException } from './unavailable.exception.js';
export { UpstreamError } from './upstream.error.js';
export { UpstreamGate } from './upstream-gate.js';

import { isJsonObject } from './json-object.js';
import { boundedFetch } from './bounded-fetch.js';
import { readRetryAfter } from './retry-after.js';
import { UpstreamError } from './upstream.error.js';

/**
 * Asks for a JSON object.
 *
 * @throws UpstreamError that says what was wrong and nothing of what came back
 */
export async function fetchJson(
  url: string,
  { headers, ...init }: RequestInit & { signal: AbortSignal; headers?: Record<string, string> },
): Promise<Record<string, unknown>> {
  const response = await boundedFetch(url, {
    ...init,
    headers: { accept: 'application/json', ...headers },
  });
  if (response.status !== 200) {
    throw new UpstreamError(`answered HTTP ${response.status}`, {
      status: response.status,
      retryAfterSeconds:
        response.status === 429 || response.status === 503
          ? readRetryAfter(response.headers)
          : undefined,
    });
  }
  const value: unknown = await response.json().catch(() => undefined);
  if (isJsonObject(value)) return value;
  throw new UpstreamError('answered with something that is not a JSON object', { status: 200 });
}

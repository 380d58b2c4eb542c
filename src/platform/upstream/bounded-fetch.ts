import { isJsonObject } from './json-object.js';
import { UpstreamError } from './upstream.error.js';

const MAXIMUM_BYTES = 256 * 1024;
/** There was no connection for any request; one that breaks may be about the answer to this one. */
const NO_CONNECTION = [
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'],
];

/**
 * `fetch` for calls to an issuer: follows no redirect, reads at most 256 KiB, and `signal` ends the
 * body too. The answer comes back whole.
 *
 * @throws UpstreamError that says what was wrong and nothing of what came back
 */
export async function boundedFetch(
  url: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    const body = await readBounded(response);
    const { status, headers } = response;
    const isBodiless = status === 204 || status === 205 || status === 304;
    return new Response(isBodiless ? null : body, { status, headers });
  } catch (error) {
    throw error instanceof UpstreamError ? error : explain(error, init.signal);
  }
}

async function readBounded(response: Response): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAXIMUM_BYTES) {
      throw new UpstreamError(`answered with more than ${MAXIMUM_BYTES / 1024} KiB`, {
        status: 200,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function explain(error: unknown, signal: AbortSignal): UpstreamError {
  if (signal.aborted) return new UpstreamError('did not answer in time');
  const { cause } = error as { cause?: unknown };
  const code = isJsonObject(cause) ? cause['code'] : undefined;
  if (typeof code !== 'string') return new UpstreamError('cannot be reached');
  const concernsEverybody = NO_CONNECTION.includes(code);
  return new UpstreamError(`cannot be reached (${code})`, { concernsEverybody });
}

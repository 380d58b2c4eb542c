import { isJsonObject } from './json-object.js';
import { UpstreamError } from './upstream.error.js';

const MAXIMUM_BYTES = 256 * 1024;

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
    throw error instanceof UpstreamError ? error : new UpstreamError(describe(error, init.signal));
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
        // A user may have grown their own profile: the next one may be as usual.
        isIsolated: true,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function describe(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'did not answer in time';
  const { cause } = error as { cause?: unknown };
  const code = isJsonObject(cause) ? cause['code'] : undefined;
  return typeof code === 'string' ? `cannot be reached (${code})` : 'cannot be reached';
}

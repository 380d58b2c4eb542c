import { UpstreamError } from './upstream.error.js';

const MAXIMUM_BYTES = 256 * 1024;

/**
 * GETs a JSON object: no redirects, at most 256 KiB, and `signal` ends the body too.
 *
 * @throws UpstreamError that says what was wrong and nothing of what came back
 */
export async function fetchJson(
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const body = await fetchText(url, signal, headers);
  const value = parse(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new UpstreamError('answered with something that is not a JSON object', 200);
}

async function fetchText(
  url: string,
  signal: AbortSignal,
  headers: Record<string, string>,
): Promise<string> {
  try {
    const response = await fetch(url, {
      signal,
      redirect: 'manual',
      headers: { accept: 'application/json', ...headers },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new UpstreamError(`answered HTTP ${response.status}`, response.status);
    }
    return await readBounded(response);
  } catch (error) {
    throw error instanceof UpstreamError ? error : new UpstreamError(describe(error, signal));
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAXIMUM_BYTES) {
      throw new UpstreamError(`answered with more than ${MAXIMUM_BYTES / 1024} KiB`, 200);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function describe(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'did not answer in time';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return `cannot be reached${code}`;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

import { UserError } from '../user-error.js';

const DEADLINE_MS = 10_000;

/**
 * Asks the provider before a browser does: what it refuses outright it shows on a page of its own
 * and never tells us (RFC 6749, section 4.1.2.1). Nearly always that is the callback URL.
 */
export async function checkAuthorizationRequest(
  start: URL,
  callbackUrl: string,
  clientId: string,
): Promise<void> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const response = await fetch(start, { redirect: 'manual', signal }).catch(() => undefined);
  await response?.body?.cancel();
  if (!response || response.status < 400 || response.status >= 500) return;
  throw new UserError(
    `${start.origin} refuses the sign-in (HTTP ${response.status}). Either it has no application ` +
      `${clientId}, or that application lacks this exact callback URL: register it.\n\n  ${callbackUrl}`,
  );
}

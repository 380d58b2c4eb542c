import type { Settings } from '../config/settings.js';

/**
 * Whose pages may open a socket: those of `CORS_ORIGINS`, as for HTTP, and those of the API's own
 * origin. Browsers send `Origin` with each upgrade, and no preflight protects a WebSocket.
 *
 * @param addresses of the API itself, where they are known
 */
export function isOriginAllowed(
  origin: string | undefined,
  corsOrigins: Settings['corsOrigins'],
  ...addresses: readonly (string | undefined)[]
): boolean {
  if (origin === undefined) return true;
  return (
    corsOrigins.some((allowed) =>
      typeof allowed === 'string' ? allowed === origin : allowed.test(origin),
    ) || addresses.some((address) => address !== undefined && origin === new URL(address).origin)
  );
}

import type { Settings } from '../config/settings.js';

/**
 * Whose pages may open a socket: those of `CORS_ORIGINS`, as for HTTP, and those of the API's own
 * origin. Browsers send `Origin` with each upgrade, and no preflight protects a WebSocket.
 */
export function isOriginAllowed(
  origin: string | undefined,
  { corsOrigins, publicUrl }: Pick<Settings, 'corsOrigins' | 'publicUrl'>,
): boolean {
  if (origin === undefined) return true;
  if (publicUrl && origin === new URL(publicUrl).origin) return true;
  return corsOrigins.some((allowed) =>
    typeof allowed === 'string' ? allowed === origin : allowed.test(origin),
  );
}

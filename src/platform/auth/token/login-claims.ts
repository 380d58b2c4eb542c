import type { IssuerSettings } from '../../config/settings.js';
import type { Claims } from './claims.js';

/** How and when a user logged in (RFC 9068, section 2.2.1). */
export interface Login {
  readonly acr: string | undefined;
  /** Seconds since the epoch. */
  readonly authTime: number | undefined;
}

/**
 * Auth0 puts neither claim into access tokens and lets no Action set them by these names. There an
 * Action sets them below the API's audience: `https://api.example.com/acr`.
 */
export function readLogin(claims: Claims, { kind, audience }: IssuerSettings): Login {
  const read = (name: string): unknown =>
    claims[name] ??
    (kind === 'auth0' ? claims[`${audience.replace(/\/$/, '')}/${name}`] : undefined);
  const [acr, authTime] = [read('acr'), read('auth_time')];
  return {
    acr: typeof acr === 'string' ? acr : undefined,
    authTime: typeof authTime === 'number' && Number.isFinite(authTime) ? authTime : undefined,
  };
}

import type { IssuerSettings } from '../../config/settings.js';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';
import { isText, type Claims } from './claims.js';

/** A token for one resource of this API is refused at every other: RFC 8707, section 2. */
export function judgeAudience(
  claims: Claims,
  settings: IssuerSettings,
  resource: string | undefined,
): void {
  const isMeant = resource === undefined ? isForApi(claims, settings) : names(claims, [resource]);
  if (!isMeant) throw UnauthenticatedException.because('wrong_audience');
}

/** A token that has an `aud` is for what it names there, whatever client it was issued to. */
export function isForApi(claims: Claims, { audience, audienceClaim }: IssuerSettings): boolean {
  if (audienceClaim === 'aud') return names(claims, [audience]);
  return claims.aud === undefined && claims['client_id'] === audience;
}

/** True where the `aud` of a token has one of the audiences: RFC 7519, section 4.1.3. */
export function names({ aud }: Claims, audiences: readonly string[]): boolean {
  const all: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return all.some((one) => isText(one) && audiences.includes(one));
}

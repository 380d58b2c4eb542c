import type { IssuerSettings } from '../../config/settings.js';
import type { Claims } from '../token/claims.js';

/** What a refused request says, none of it verified, and the issuer that it seems to mean. */
export interface RefusedRequest {
  readonly authorization: string | undefined;
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Claims;
  readonly issuers: readonly IssuerSettings[];
  /** The trusted issuer that the token names; the first one where it names none. */
  readonly issuer: IssuerSettings;
  /** That of the tools, or of the API. */
  readonly audience: string;
  /** Undefined for the API itself. */
  readonly resource: string | undefined;
}

/** What the request says, what was expected, and the remedy. */
export type Hint = (
  request: RefusedRequest,
) => readonly [says: string, expected: string, remedy: string];

/** A setting of an issuer, such as `AUTH0_AUDIENCE` of `AUTH0_DOMAIN`. */
export function settingOf({ variable }: IssuerSettings, setting: string): string {
  return `${variable.slice(0, variable.indexOf('_'))}_${setting}`;
}

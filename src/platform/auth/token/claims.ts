/** The payload of an access token: RFC 7519, section 4.1, and RFC 9068, section 2.2. */
export interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
  readonly nbf?: unknown;
  readonly iat?: unknown;
  readonly [claim: string]: unknown;
}

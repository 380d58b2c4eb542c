import type { TrustedIssuer } from '../issuers/trusted-issuer.js';

/** Whose key verifies a token, and the version of the key set that it comes from. */
export interface KeySelection {
  readonly issuer: TrustedIssuer;
  readonly keySetVersion: number;
}

/**
 * The access token of one request, on its way from the guard through Passport to the memory. Passport
 * gets it in place of the request: what Passport and its strategy write stays off Fastify's.
 */
export class Credentials {
  /** What the strategy selected before the signature is verified. */
  selection: KeySelection | undefined;

  constructor(readonly token: string) {}
}

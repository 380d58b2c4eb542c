import type { IncomingMessage } from 'node:http';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';
import type { TokenSchemes } from '../../http/token-schemes.js';
import type { TrustedIssuer } from '../issuers/trusted-issuer.js';

/** A request of Fastify, or what stands for one on a socket. */
export interface HeldRequest {
  readonly raw: IncomingMessage;
}

/** Whose key verifies a token, and the version of the key set that it comes from. */
export interface KeySelection {
  readonly issuer: TrustedIssuer;
  readonly keySetVersion: number;
}

/** Auth0's tokens are 1 to 2 KiB; a far larger one would cost more to hash than it is worth. */
const MAXIMUM_BYTES = 8 * 1024;

const HEADER = 'authorization';

/** RFC 6750, section 2.1: one `b64token`. */
const TOKEN = /^[\w.~+/-]+=*$/;

/**
 * What a request proves its caller with. Passport gets it in the place of the request, which keeps
 * off Fastify's what Passport and Nest's guard write: `login`, `authInfo`, `user` and others. It takes
 * the selected key from `secretOrKeyProvider` to `validate`, so that both are about one key.
 */
export class Credentials {
  selection: KeySelection | undefined = undefined;

  constructor(
    /** The name of one of the `TokenSchemes`. */
    readonly scheme: string,
    readonly token: string,
  ) {}

  /**
   * Reads the one `Authorization` header of a request (RFC 6750, section 2.1). Another scheme counts
   * as no token. Query string, body and cookies are not read. `requireForm()` checks the token, unless
   * it was verified before.
   *
   * @throws UnauthenticatedException
   */
  static of({ raw }: HeldRequest, schemes: TokenSchemes): Credentials {
    const { authorization } = raw.headers;
    if (authorization === undefined) throw UnauthenticatedException.because('token_missing');
    // Node keeps the first of several headers, and a proxy may have checked another one.
    if (headerValues(raw, HEADER).length !== 1) {
      throw UnauthenticatedException.because('malformed_authorization');
    }
    const [start = '', name = ''] = /^([a-z]+)(?: +|$)/i.exec(authorization) ?? [];
    const scheme = schemes.find(name);
    if (!scheme) throw UnauthenticatedException.because('token_missing');
    return new Credentials(scheme.name, authorization.slice(start.length));
  }

  /** @throws UnauthenticatedException */
  requireForm(): void {
    if (!TOKEN.test(this.token)) throw UnauthenticatedException.because('malformed_authorization');
    if (this.token.length > MAXIMUM_BYTES)
      throw UnauthenticatedException.because('token_too_large');
  }
}

/** Every header of that name as it was sent: Node keeps one of several, or joins them. */
export function headerValues({ rawHeaders }: IncomingMessage, wanted: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === wanted.length && name.toLowerCase() === wanted) {
      values.push(rawHeaders[index + 1] ?? '');
    }
  }
  return values;
}

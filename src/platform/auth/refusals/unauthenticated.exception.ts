import { ApiException, quoteHeaderValue } from '../../http/api.exception.js';

/** Every way in which a request can fail to prove who sent it, with a phrase that tells no secret. */
export const REFUSALS = {
  token_missing: 'No access token was sent',
  malformed_authorization: 'The Authorization header is not one scheme with one access token',
  token_too_large: 'The access token is larger than 8 KiB',
  opaque_token:
    'The access token is opaque, not a signed JWT: ask for the audience of this API when logging in',
  malformed_token: 'The access token is not a well-formed signed JWT',
  unknown_issuer: 'The access token comes from an issuer that is not trusted',
  wrong_algorithm: 'The access token is signed with an algorithm that its issuer does not use',
  wrong_type: 'The type in the header is not that of an access token',
  critical_header: 'The access token demands a header extension that is not supported',
  missing_key_id: 'The access token does not name its signing key',
  unknown_key: 'The access token is signed with a key that its issuer does not publish',
  invalid_signature: 'The signature does not match',
  token_expired: 'The access token expired',
  token_lifetime: 'The access token is valid for more than 31 days',
  token_revoked: 'The access token was revoked: log in again',
  token_not_yet_valid: 'The access token is not valid yet',
  wrong_audience: 'The access token was issued for another audience',
  invalid_claims: 'A claim of the access token is missing or has the wrong form',
  not_an_access_token: 'This is an ID token or a logout token, not an access token',
  token_binding_unsupported:
    'The access token is bound to a key or a certificate in a way that is not supported',
  client_not_allowed: 'The access token was issued to an application that is not allowed',
} as const;

export type RefusalReason = keyof typeof REFUSALS;

/** False for the reason of another scheme, or of a rule of the application. */
export function isRefusalReason(reason: string): reason is RefusalReason {
  return Object.hasOwn(REFUSALS, reason);
}

/** What a client is told: a reason, and a short, fixed phrase for it. */
interface Refusal {
  readonly reason: string;
  readonly description: string;
  /** `invalid_token` unless given (RFC 6750, section 3.1). */
  readonly error?: string;
  /** `Bearer` unless given. */
  readonly scheme?: string;
}

const REASON = /^[a-z][a-z\d_]{0,63}$/;
/** RFC 6750, section 3: what `error_description` may contain. */
const DESCRIPTION = /^[ !#-[\]-~]{1,200}$/;

/** No access token, or a bad one: 401 by RFC 6750, section 3.1. */
export class UnauthenticatedException extends ApiException {
  static readonly #known = new Map<string, UnauthenticatedException>();

  declare readonly reason: string;

  private constructor(
    private readonly refusal: Refusal,
    hint?: string,
  ) {
    super({
      status: 401,
      code: 'UNAUTHENTICATED',
      message: 'Unauthorized',
      reason: refusal.reason,
      headers: { 'www-authenticate': challenge(refusal) },
      hint,
    });
  }

  /**
   * The one refusal of that reason. It holds nothing of a request, so it is created once: the stack
   * of a new error would cost more than the refusal itself.
   */
  static because(reason: RefusalReason): UnauthenticatedException {
    return this.#known.get(reason) ?? this.#keep({ reason, description: REFUSALS[reason] });
  }

  /** The refusal by a rule of the application. @throws TypeError where it cannot be sent */
  static byRule(refusal: Refusal): UnauthenticatedException {
    const { reason, description } = refusal as { [Name in keyof Refusal]: unknown };
    if (!isLike(REASON, reason) || !isLike(DESCRIPTION, description)) {
      throw new TypeError(
        'A ClaimsRule gives undefined, or at once a reason in lower case with a description in ASCII.',
      );
    }
    return new UnauthenticatedException(refusal);
  }

  /** The one refusal of a reason of another scheme than `Bearer`, whichever the request used. */
  static inScheme(refusal: Required<Refusal>): UnauthenticatedException {
    return this.#known.get(refusal.reason) ?? this.#keep(refusal);
  }

  static #keep(refusal: Refusal): UnauthenticatedException {
    const exception = new UnauthenticatedException(refusal);
    this.#known.set(refusal.reason, exception);
    return exception;
  }

  withHint(hint: string): UnauthenticatedException {
    return new UnauthenticatedException(this.refusal, hint);
  }
}

function isLike(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

/**
 * RFC 6750, section 3.1: a request without a token gets a challenge without an error. The edge completes
 * it, and writes it in the scheme that the request used.
 */
function challenge({
  reason,
  description,
  scheme = 'Bearer',
  error = 'invalid_token',
}: Refusal): string {
  if (reason === 'token_missing') return 'Bearer';
  return `${scheme} error="${error}", error_description=${quoteHeaderValue(description)}`;
}

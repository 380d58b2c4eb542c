import { Injectable } from '@nestjs/common';

/** One way to send an access token, and all that HTTP shows of it (RFC 9110, section 11). */
export interface TokenScheme {
  readonly name: string;
  /** Parameters of each of its challenges; undefined without any. */
  readonly parameters?: string;
  /** What clients send beside `Authorization`, and read in answers; in lower case. */
  readonly requestHeaders: readonly string[];
  readonly responseHeaders: readonly string[];
  /** What the metadata of a resource say of it (RFC 9728, section 2). */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** True where no token is accepted in another scheme. */
  readonly isRequired: boolean;
}

const BEARER: TokenScheme = {
  name: 'Bearer',
  requestHeaders: [],
  responseHeaders: [],
  metadata: {},
  isRequired: false,
};

/** The schemes of the API: `Bearer` (RFC 6750), and what modules add when they are constructed. */
@Injectable()
export class TokenSchemes {
  readonly #byName = new Map([['bearer', BEARER]]);

  add(scheme: TokenScheme): void {
    this.#byName.set(scheme.name.toLowerCase(), scheme);
  }

  get all(): readonly TokenScheme[] {
    return [...this.#byName.values()];
  }

  /** Those that a request without a token is challenged for. */
  get offered(): readonly TokenScheme[] {
    const required = this.all.filter(({ isRequired }) => isRequired);
    return required.length > 0 ? required : this.all;
  }

  /** All headers that hold a part of the credentials; in lower case. */
  get credentialHeaders(): readonly string[] {
    return ['authorization', ...this.all.flatMap(({ requestHeaders }) => requestHeaders)];
  }

  /** @param name in any case */
  find(name: string): TokenScheme | undefined {
    return this.#byName.get(name.toLowerCase());
  }
}

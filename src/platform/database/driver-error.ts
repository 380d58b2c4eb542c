interface AnyError {
  readonly message: string;
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly constraint?: unknown;
  readonly query?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** What an error of pg, PGlite, Drizzle, Node or OpenSSL says, without the values that it holds. */
export class DriverError {
  /** The error, its causes, and the first of the errors that Node collects for a host name. */
  readonly #chain: readonly AnyError[];

  constructor(error: unknown) {
    const chain: AnyError[] = [];
    for (let one = error; isAnyError(one) && chain.length < 5; one = firstCauseOf(one)) {
      chain.push(one);
    }
    this.#chain = chain;
  }

  /** Five characters; only an answer of the server has one. */
  get sqlState(): string | undefined {
    return this.#serverError && String(this.#serverError.code);
  }

  get constraint(): string | undefined {
    const constraint = this.#serverError?.constraint;
    return typeof constraint === 'string' ? constraint : undefined;
  }

  /** The statement with placeholders, which Drizzle adds. */
  get statement(): string | undefined {
    const query = this.#chain.find((one) => typeof one.query === 'string')?.query;
    return typeof query === 'string' ? query : undefined;
  }

  /** The SQLSTATE, or a code of Node or OpenSSL such as `ECONNREFUSED`. */
  get code(): string | undefined {
    const code = this.#chain.find((one) => typeof one.code === 'string')?.code;
    return this.sqlState ?? (typeof code === 'string' ? code : undefined);
  }

  /** What the server says. For an operator's own statements: it may hold values. */
  get message(): string {
    return this.#serverError?.message ?? '';
  }

  /** Compares only: a message may hold values. */
  says(text: string): boolean {
    return this.#chain.some(({ message }) => message.includes(text));
  }

  get #serverError(): AnyError | undefined {
    return this.#chain.find(
      ({ code, severity }) => typeof severity === 'string' && /^[0-9A-Z]{5}$/.test(String(code)),
    );
  }
}

function firstCauseOf({ cause, errors }: AnyError): unknown {
  return cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
}

/** By its shape: an error of Node's own has another `Error` as its class inside Jest. */
function isAnyError(error: unknown): error is AnyError {
  return typeof error === 'object' && error !== null && 'message' in error;
}

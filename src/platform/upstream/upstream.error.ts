interface UpstreamAnswer {
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly concernsEverybody?: boolean | undefined;
}

/** A call to an issuer went wrong. The message holds nothing of what came back. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  /** The HTTP status, where there was a whole answer. */
  readonly status: number | undefined;
  /** How long the issuer asks to be left alone, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  /**
   * True where the failure is the same for every caller: a limit, a `Retry-After`, a refused
   * connection, a refused token of our own. Any other may be about the one user asked for.
   */
  readonly concernsEverybody: boolean;

  constructor(
    message: string,
    { status, retryAfterSeconds, concernsEverybody }: UpstreamAnswer = {},
  ) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.concernsEverybody =
      concernsEverybody ?? (status === 429 || retryAfterSeconds !== undefined);
  }
}

interface UpstreamAnswer {
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** A call to an issuer went wrong. The message holds nothing of what came back. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  /** The HTTP status, where there was a whole answer. */
  readonly status: number | undefined;
  /** How long the issuer asks to be left alone, in seconds. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, { status, retryAfterSeconds }: UpstreamAnswer = {}) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

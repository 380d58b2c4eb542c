interface UpstreamAnswer {
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly isIsolated?: boolean | undefined;
}

/** A call to an issuer went wrong. The message holds nothing of what came back. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  /** The HTTP status, where there was a whole answer. */
  readonly status: number | undefined;
  /** How long the issuer asks to be left alone, in seconds. */
  readonly retryAfterSeconds: number | undefined;
  /** True for an answer that is useless for this one call and says nothing about others. */
  readonly isIsolated: boolean;

  constructor(
    message: string,
    { status, retryAfterSeconds, isIsolated = false }: UpstreamAnswer = {},
  ) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.isIsolated = isIsolated;
  }
}

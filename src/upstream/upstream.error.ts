/** A call to an issuer went wrong. The message holds nothing of what came back. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';

  constructor(
    message: string,
    /** The HTTP status, where there was a whole answer. */
    readonly status?: number,
  ) {
    super(message);
  }
}

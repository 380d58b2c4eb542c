/** What one request may take. Tests use shorter times. */
export interface HttpLimits {
  readonly bodyBytes: number;
  /** For headers and body to arrive: stops slow-loris clients. */
  readonly receiveMs: number;
  /** From the last byte of the body to the answer. */
  readonly answerMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 100 * 1024,
  receiveMs: 30_000,
  answerMs: 15_000,
};

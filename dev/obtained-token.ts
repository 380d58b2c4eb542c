/** An access token, and what to say about it. */
export interface ObtainedToken {
  readonly accessToken: string;
  /** Whose token it is. */
  readonly owner: string;
  readonly audience: string;
}

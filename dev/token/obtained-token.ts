/** An access token, and what to say about it. */
export interface ObtainedToken {
  readonly accessToken: string;
  /** Whose token it is. */
  readonly owner: string;
  readonly audience: string;
  /** How the application gets the next one without its user. */
  readonly refresh?: {
    readonly token: string;
    readonly tokenUrl: string;
    readonly clientId: string;
  };
}

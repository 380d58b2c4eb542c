/** An access token, and what to say about it. */
export interface ObtainedToken {
  readonly accessToken: string;
  /** Whose token it is. */
  readonly owner: string;
  readonly audience: string;
  /** Scopes that were asked for and not granted. */
  readonly leftOut?: readonly string[];
  /** How the application gets the next one without its user. */
  readonly refresh?: {
    readonly token: string;
    readonly tokenUrl: string;
    readonly clientId: string;
  };
}

/** Scopes of OpenID Connect: they need not be among those of an access token for an API. */
const ABOUT_IDENTITY = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'];

/** The scopes that a provider did not grant; it names those that it did where there is a difference. */
export function leftOutOf(asked: string, granted: string | undefined): readonly string[] {
  if (granted === undefined) return [];
  const expected = new Set([...granted.split(' '), ...ABOUT_IDENTITY]);
  return asked.split(' ').filter((scope) => !expected.has(scope));
}

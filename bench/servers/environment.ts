/** What every server is told: the same issuer, the same audience, a port of its own. */
const { PORT, ISSUER, AUDIENCE, MANAGEMENT_URL, MANAGEMENT_ID, MANAGEMENT_SECRET, DATABASE_URL } =
  process.env;

export const environment = {
  host: '127.0.0.1',
  port: Number(PORT),
  /** With a trailing slash, as Auth0's issuers have it. */
  issuer: String(ISSUER),
  audience: String(AUDIENCE),
  jwksUri: `${ISSUER}jwks.json`,
  databaseUrl: DATABASE_URL,
  management: {
    url: String(MANAGEMENT_URL),
    clientId: String(MANAGEMENT_ID),
    clientSecret: String(MANAGEMENT_SECRET),
  },
};

export const HELLO = 'Hello, world!';
export const SECRET = 'This is a secret: your access token is valid.';

export interface Claims {
  readonly sub: string;
  readonly permissions?: readonly string[];
}

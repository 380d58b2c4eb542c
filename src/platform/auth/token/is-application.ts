import type { IssuerSettings } from '../../config/settings.js';
import { isText, type Claims } from './claims.js';

type Sign = (claims: Claims) => boolean;

/** The client credentials of Auth0 and AuthAction: a subject `CLIENTID@clients`. Users' have a `|`. */
const CLIENT_SUBJECT = /^[^|]+@clients$/;

const OAUTH: readonly Sign[] = [
  ({ gty }) => gty === 'client-credentials',
  ({ sub }) => matches(CLIENT_SUBJECT, sub),
  // RFC 9068, section 2.2: the subject is the client.
  ({ sub, client_id: clientId, azp }) => [clientId, azp].includes(sub),
];

const DIALECTS: readonly Sign[] = [
  // Okta's name for the client.
  ({ sub, cid }) => sub === cid,
  // Microsoft Entra: the optional claim `idtyp`; without it a subject that is the object itself.
  ({ idtyp }) => idtyp === 'app',
  ({ sub, oid }) => sub === oid,
  // Keycloak: the name of a service account, or the notes of its session.
  ({ preferred_username: username }) => matches(/^service-account-/, username),
  ({ clientHost, clientAddress }) => isText(clientHost) && isText(clientAddress),
];

/**
 * True where an application speaks for itself, with no user behind it (RFC 6749, section 4.4). Auth0
 * permits an application more, so there no claim counts that an Action may fill from a profile.
 */
export function isApplication(claims: Claims, { kind }: IssuerSettings): boolean {
  const signs = kind === 'auth0' ? OAUTH : [...OAUTH, ...DIALECTS];
  return isText(claims.sub) && signs.some((isGiven) => isGiven(claims));
}

function matches(pattern: RegExp, value: unknown): boolean {
  return isText(value) && pattern.test(value);
}

import { isJsonObject } from '../../platform/upstream/index.js';
import type { Metadata, User } from '../user.model.js';
import type { Profile } from './profile-source.js';

type Source = Readonly<Record<string, unknown>>;

/** Auth0's normalised user profile; every attribute but `user_id` may be missing. */
export function readAuth0Profile(profile: Source): Profile {
  return { user: readAuth0User(profile), isBlocked: profile['blocked'] === true };
}

function readAuth0User(profile: Source): User {
  return {
    id: String(profile['user_id']),
    ...readCommon(profile),
    username: text(profile['username']),
    phoneVerified: flag(profile['phone_verified']),
    createdAt: time(profile['created_at']),
    lastLogin: time(profile['last_login']),
    loginsCount: count(profile['logins_count']),
    userMetadata: object(profile['user_metadata']),
  };
}

/** The standard claims of OpenID Connect Core 1.0, section 5.1. */
export function readStandardClaims(claims: Source): Profile {
  const user: User = {
    id: String(claims['sub']),
    ...readCommon(claims),
    username: text(claims['preferred_username']),
    phoneVerified: flag(claims['phone_number_verified']),
    createdAt: null,
    lastLogin: null,
    loginsCount: null,
    userMetadata: null,
  };
  return { user, isBlocked: false };
}

function readCommon(source: Source) {
  return {
    name: text(source['name']),
    nickname: text(source['nickname']),
    givenName: text(source['given_name']),
    familyName: text(source['family_name']),
    email: text(source['email']),
    emailVerified: flag(source['email_verified']),
    phoneNumber: text(source['phone_number']),
    picture: text(source['picture']),
    updatedAt: time(source['updated_at']),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** GraphQL's Int has 32 bits. */
function count(value: unknown): number | null {
  return Number.isInteger(value) && Number(value) < 2 ** 31 && Number(value) >= 0
    ? Number(value)
    : null;
}

/** ISO 8601 at Auth0; seconds since the epoch by the standard. */
function time(value: unknown): string | null {
  const date = typeof value === 'number' ? new Date(value * 1000) : new Date(text(value) ?? NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function object(value: unknown): Metadata | null {
  return isJsonObject(value) ? value : null;
}

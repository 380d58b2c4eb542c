import type { UserProfile } from '../storage/user-profile.js';

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Auth0's `fields` and `include_fields`: the named fields, or all others. */
export function pickFields(profile: UserProfile, query: Query): Partial<UserProfile> {
  if (query['fields'] === undefined) return profile;
  const fields = new Set(String(query['fields']).split(','));
  const isIncluded = query['include_fields'] !== 'false';
  const members = Object.entries(profile);
  return Object.fromEntries(members.filter(([name]) => fields.has(name) === isIncluded));
}

/** Each role and the permissions that it grants. Add a role here, and to the `Role` enum's text. */
export const ROLES = {
  ADMIN: ['read:accounts', 'manage:accounts', 'read:users'],
  SUPPORT: ['read:accounts', 'read:users'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type RoleName = keyof typeof ROLES;

/** What a list of roles grants together. A role that the code no longer knows grants nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<string> {
  return new Set(roles.filter(isRole).flatMap((role) => ROLES[role]));
}

export function isRole(name: string): name is RoleName {
  return Object.hasOwn(ROLES, name);
}

/** Each role, what it is for, and the permissions that it grants. */
export const ROLES = {
  ADMIN: {
    description: 'Manages accounts: `read:accounts`, `manage:accounts`, `read:users`.',
    permissions: ['read:accounts', 'manage:accounts', 'read:users'],
  },
  SUPPORT: {
    description: 'Looks accounts and users up: `read:accounts`, `read:users`.',
    permissions: ['read:accounts', 'read:users'],
  },
} as const;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];

/** The role of which one account always holds it: without it no role could be granted any more. */
export const ADMINISTRATOR: Role = 'ADMIN';

export function isRole(name: string): name is Role {
  return Object.hasOwn(ROLES, name);
}

/** What roles grant together. A name that is no longer a role grants nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<string> {
  return new Set(roles.filter(isRole).flatMap((role) => ROLES[role].permissions));
}

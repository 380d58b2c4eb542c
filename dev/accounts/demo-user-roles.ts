import type { Role } from '../../src/accounts/roles.js';

/** By the e-mail address of a demo user. Edit it freely. */
export const demoUserRoles: Readonly<Record<string, readonly Role[]>> = {
  'ada@example.com': ['ADMIN'],
  'ben@example.com': ['SUPPORT'],
};

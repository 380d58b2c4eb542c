import { demoUsers, machinePermissions } from '../demo-users.js';
import { OIDC_SCOPES } from '../local-issuer/provider/standard-claims.js';
import type { DemoUser } from '../local-issuer/storage/demo-user.js';
import { UserError } from '../user-error.js';
import type { TokenArguments } from './token-arguments.js';

const FILE = 'dev/demo-users.ts';

/** The demo user with that name or e-mail, or the first one. */
export function findDemoUser(name: string | undefined): DemoUser {
  const wanted = name?.toLowerCase();
  const user = wanted
    ? demoUsers.find(({ profile: { email } }) => [email, email.split('@')[0]].includes(wanted))
    : demoUsers[0];
  if (user) return user;
  if (!wanted) throw new UserError(`${FILE} has no users.`);
  const known = demoUsers.map(({ profile }) => profile.email.split('@')[0]).join(', ');
  throw new UserError(`There is no demo user ${name}. ${FILE} has ${known || 'none'}.`);
}

/** What to ask for. What the user may not have is an error; the issuer would leave it out. */
export function scopesOfUser(user: DemoUser, wanted: TokenArguments): string[] {
  const { scope, permissions, isRefreshable } = wanted;
  const own = [...user.permissions, ...permissions];
  const asked = scope?.split(' ') ?? ['openid', 'profile', 'email', ...own];
  const who = { name: user.profile.email, permissions: own, others: OIDC_SCOPES };
  for (const name of asked) checkScope(name, who);
  return [...new Set([...asked, ...permissions, ...(isRefreshable ? ['offline_access'] : [])])];
}

/** The same for the application; nothing means all that it may have. */
export function scopesOfMachine({ scope, permissions }: TokenArguments): string[] | undefined {
  if (scope === undefined) return undefined;
  const asked = [...scope.split(' '), ...permissions];
  const own = [...machinePermissions, ...permissions];
  for (const name of asked) {
    checkScope(name, { name: 'The demo application', permissions: own, others: [] });
  }
  return asked;
}

interface Asker {
  readonly name: string;
  readonly permissions: readonly string[];
  /** Scopes that are no permissions. */
  readonly others: readonly string[];
}

function checkScope(scope: string, { name, permissions, others }: Asker): void {
  if (others.includes(scope) || permissions.includes(scope)) return;
  const known = [...others, ...permissions].join(', ') || 'none';
  throw new UserError(
    `${name} may not ask for the scope ${scope}; it may ask for: ${known}.\n` +
      `Give the permission in ${FILE}, or for one token with --permission ${scope}.`,
  );
}

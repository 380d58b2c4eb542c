import type { Grant, OidcContext } from 'oidc-provider';
import { extraPermissions } from './extra-permissions.js';
import { OIDC_SCOPES } from './standard-claims.js';
import type { UserStore } from '../storage/user-store.js';

/**
 * Answers the consent question in the user's place, as Auth0 does for a first-party application.
 * Of the API's scopes a user gets those that are among the user's permissions.
 */
export function createGrantLoader(users: UserStore, audiences: readonly string[]) {
  return async ({ oidc }: OidcContext): Promise<Grant | undefined> => {
    if (!oidc.account) return undefined;
    const { accountId } = oidc.account;
    const grant = new oidc.provider.Grant({ accountId, clientId: oidc.client.clientId });
    grant.addOIDCScope(oidc.requestParamOIDCScopes);
    for (const [resource, { audience, scopes }] of Object.entries(oidc.resourceServers)) {
      const permissions = audiences.includes(audience) ? users.find(accountId)?.permissions : [];
      const held = new Set([...OIDC_SCOPES, ...(permissions ?? []), ...extraPermissions(oidc)]);
      grant.addResourceScope(
        resource,
        [...scopes].filter((scope) => held.has(scope)),
      );
      grant.rejectResourceScope(
        resource,
        [...scopes].filter((scope) => !held.has(scope)),
      );
    }
    // At Auth0 a login succeeds without the permissions that the user does not have; oidc-provider wants
    // one scope at least.
    if (!isAnythingGranted(grant, oidc)) {
      oidc.params['scope'] = [oidc.params['scope'] ?? '', 'openid'].join(' ').trim();
      grant.addOIDCScope('openid');
    }
    await grant.save();
    return grant;
  };
}

function isAnythingGranted(grant: Grant, oidc: OidcContext['oidc']): boolean {
  if (oidc.requestParamOIDCScopes.size > 0) return true;
  const asked = oidc.params['scope']?.split(' ') ?? [];
  const granted = Object.keys(oidc.resourceServers).flatMap((resource) =>
    grant.getResourceScope(resource).split(' '),
  );
  return asked.some((scope) => granted.includes(scope));
}

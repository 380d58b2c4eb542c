import { grantRole } from '../../src/accounts/account-changes.js';
import { lockAccounts } from '../../src/accounts/account-transaction.js';
import type { Role } from '../../src/accounts/roles.js';
import { AccessChanges } from '../../src/platform/auth/index.js';
import type { Actor, Answer, TestApi } from '../support/api.js';
import type { TestIssuer } from '../support/test-issuer.js';

export const MY_ACCOUNT = `{ myAccount {
  id issuer subject name email emailVerified status suspensionReason roles permissions createdAt lastSeenAt
} }`;

/** Callers of the API, each by a name that becomes the subject of a token. */
export class People {
  constructor(
    private readonly api: TestApi,
    private readonly issuer: TestIssuer,
  ) {}

  async as(name: string, claims: Record<string, unknown> = {}): Promise<Actor> {
    return this.api.as(await this.token(name, claims));
  }

  token(name: string, claims: Record<string, unknown> = {}): Promise<string> {
    return this.issuer.token({ claims: { sub: `auth0|${name}`, ...claims } });
  }

  /** Someone whose access token permits what a token can permit about accounts: no roles. */
  operator(): Promise<Actor> {
    return this.as('operator', { permissions: ['read:accounts', 'manage:accounts'] });
  }

  /** The identifier of somebody's account. */
  async idOf(name: string): Promise<string> {
    const { status, body } = await (await this.as(name)).query('{ myAccount { id } }');
    if (status !== 200) throw new Error(`${name} has no account: ${JSON.stringify(body)}`);
    return body.data.myAccount.id;
  }

  /** Someone whose role permits everything that is about accounts. */
  chief(): Promise<Actor> {
    return this.administrator('chief');
  }

  /** Grants a role as the command line does. */
  async grant(name: string, role: Role): Promise<void> {
    const id = await this.idOf(name);
    await this.api.app.get(AccessChanges).transaction(async (tx) => {
      return grantRole(await lockAccounts(tx), id, role);
    });
  }

  /** An administrator by role, not by token. */
  async administrator(name: string): Promise<Actor> {
    const actor = await this.as(name);
    const { body } = await actor.query('{ myAccount { roles } }');
    if (!body.data.myAccount.roles.includes('ADMIN')) await this.grant(name, 'ADMIN');
    return actor;
  }
}

export const GRANT = `mutation ($id: ID!, $role: Role!) {
  grantRole(accountId: $id, role: $role) { roles permissions }
}`;
export const REVOKE = `mutation ($id: ID!, $role: Role!) {
  revokeRole(accountId: $id, role: $role) { roles }
}`;
export const SUSPEND = `mutation ($id: ID!, $reason: String!) {
  suspendAccount(accountId: $id, reason: $reason) { status suspensionReason }
}`;
export const REINSTATE = `mutation ($id: ID!) { reinstateAccount(accountId: $id) { status } }`;

/** The status and what a client sees of an error. */
export function refusalOf({ status, body }: Answer) {
  const [error] = body.errors ?? [];
  return { status, ...error?.extensions, message: error?.message };
}

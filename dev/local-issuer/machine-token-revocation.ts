import type { Context, Middleware } from 'oidc-provider';
import { bearerToken } from './access-token-verifier.js';
import { isJsonObject } from './request-body.js';

/** Lets tests revoke every access token that was issued so far, at the Management API. */
export class MachineTokenRevocation {
  private issuedSince: Set<string> | undefined;

  revokeAll(): void {
    this.issuedSince = new Set();
  }

  readonly isRevoked = (ctx: Context): boolean =>
    this.issuedSince !== undefined && !this.issuedSince.has(bearerToken(ctx) ?? '');

  /** Remembers what the token endpoint answers from the first revocation on. */
  readonly middleware: Middleware = async (ctx, next) => {
    await next();
    if (!this.issuedSince || ctx.path !== '/oauth/token' || !isJsonObject(ctx.body)) return;
    this.issuedSince.add(String(ctx.body['access_token']));
  };
}

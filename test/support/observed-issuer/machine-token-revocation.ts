import type { Context, Middleware } from 'oidc-provider';
import { isJsonObject } from '../../../dev/local-issuer/http/request-body.js';
import { ManagementError } from '../../../dev/local-issuer/management/management-error.js';
import { bearerToken } from '../../../dev/local-issuer/provider/access-token-verifier.js';
import { routeNameOf } from './route-name.js';

/** Revokes every access token that was issued so far, at the Management API. */
export class MachineTokenRevocation {
  private issuedSince: Set<string> | undefined;

  revokeAll(): void {
    this.issuedSince = new Set();
  }

  /** Refuses revoked tokens; remembers those that the token endpoint issues afterwards. */
  readonly middleware: Middleware = async (ctx, next) => {
    if (!this.issuedSince) return next();
    const route = routeNameOf(ctx.path);
    if (route === 'managementApi' && !this.issuedSince.has(bearerToken(ctx) ?? '')) {
      return refuse(ctx);
    }
    await next();
    if (route === 'token' && isJsonObject(ctx.body)) {
      this.issuedSince.add(String(ctx.body['access_token']));
    }
    return undefined;
  };
}

function refuse(ctx: Context): void {
  ctx.status = 401;
  ctx.body = new ManagementError(401, 'Invalid token').body;
}

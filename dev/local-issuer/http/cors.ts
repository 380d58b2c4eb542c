import type { Context, Middleware } from 'oidc-provider';
import { isLoopbackPage } from '../provider/loopback-redirects.js';

/** The endpoints that a single page application calls with its own library. */
const FOR_APPLICATIONS = [
  '/.well-known/openid-configuration',
  '/.well-known/jwks.json',
  '/oauth/token',
  '/userinfo',
];

/**
 * Lets the named origins read all answers in a browser. Pages of any other loopback origin may call
 * the endpoints of OAuth; pages from elsewhere may call nothing.
 */
export function createCors(allowedOrigins: readonly string[]): Middleware {
  return async (ctx, next) => {
    ctx.vary('Origin');
    const origin = ctx.get('origin');
    const isAllowed = allowedOrigins.includes(origin) || isForApplication(ctx.path, origin);
    if (isAllowed) ctx.set('Access-Control-Allow-Origin', origin);
    if (ctx.method === 'OPTIONS' && ctx.get('access-control-request-method')) {
      return answerPreflight(ctx, isAllowed);
    }
    if (isAllowed)
      ctx.set('Access-Control-Expose-Headers', 'WWW-Authenticate, Retry-After, DPoP-Nonce');
    await next();
    // oidc-provider allows any origin where nothing was decided before.
    if (!isAllowed) ctx.remove('Access-Control-Allow-Origin');
    return undefined;
  };
}

function isForApplication(path: string, origin: string): boolean {
  return FOR_APPLICATIONS.includes(path) && isLoopbackPage(origin) && isOrigin(origin);
}

function isOrigin(text: string): boolean {
  return new URL(text).origin === text;
}

function answerPreflight(ctx: Context, isAllowed: boolean): void {
  ctx.status = isAllowed ? 204 : 403;
  if (!isAllowed) return;
  ctx.set({
    'Access-Control-Allow-Methods': 'GET, POST, PATCH',
    // `Auth0-Client` names Auth0's own libraries.
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Auth0-Client, DPoP',
    'Access-Control-Max-Age': '600',
  });
}

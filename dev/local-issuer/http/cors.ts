import type { Context, Middleware } from 'oidc-provider';

/** Lets the named origins, and no others, read the answers in a browser. */
export function createCors(allowedOrigins: readonly string[]): Middleware {
  return async (ctx, next) => {
    ctx.vary('Origin');
    const origin = ctx.get('origin');
    const isAllowed = allowedOrigins.includes(origin);
    if (isAllowed) ctx.set('Access-Control-Allow-Origin', origin);
    if (ctx.method === 'OPTIONS' && ctx.get('access-control-request-method')) {
      return answerPreflight(ctx, isAllowed);
    }
    if (isAllowed) ctx.set('Access-Control-Expose-Headers', 'WWW-Authenticate, Retry-After');
    await next();
    // oidc-provider would allow any origin where nothing has been decided before.
    if (!isAllowed) ctx.remove('Access-Control-Allow-Origin');
    return undefined;
  };
}

function answerPreflight(ctx: Context, isAllowed: boolean): void {
  ctx.status = isAllowed ? 204 : 403;
  if (!isAllowed) return;
  ctx.set({
    'Access-Control-Allow-Methods': 'GET, POST, PATCH',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
    'Access-Control-Max-Age': '600',
  });
}

import type { Middleware } from 'oidc-provider';

/**
 * Answers requests for the issuer's own loopback names only. A web page on another name that has
 * been pointed at 127.0.0.1 (DNS rebinding) gets nothing.
 */
export function createHostGuard(port: number): Middleware {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`);
  return async (ctx, next) => {
    if (!hosts.includes(ctx.get('host').toLowerCase())) {
      ctx.status = 421;
      ctx.body = { error: 'misdirected_request', error_description: 'Unknown host.' };
      return undefined;
    }
    // The login session's cookies belong to the issuer's own name.
    if (ctx.get('host') !== hosts[0] && ['/', '/authorize'].includes(ctx.path)) {
      return ctx.redirect(
        `http://${hosts[0]}${ctx.path}${ctx.querystring && `?${ctx.querystring}`}`,
      );
    }
    return next();
  };
}

import type { Middleware } from 'oidc-provider';

/**
 * OpenID Connect gives `offline_access` only to requests that ask for consent; Auth0 needs no
 * such hint.
 */
export const grantOfflineAccess: Middleware = async (ctx, next) => {
  const { scope, prompt } = ctx.query;
  const isAsked = ctx.path === '/authorize' && String(scope).split(' ').includes('offline_access');
  if (isAsked && prompt !== 'none') {
    const prompts = new Set([...(prompt ? String(prompt).split(' ') : []), 'consent']);
    ctx.query = { ...ctx.query, prompt: [...prompts].join(' ') };
  }
  return next();
};

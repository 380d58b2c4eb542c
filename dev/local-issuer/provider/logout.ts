import type { Middleware, OidcContext } from 'oidc-provider';
import { html, Html } from '../pages/html.js';
import { sendPage } from '../pages/page.js';

/** Auth0's older logout address, in terms of the standard one. */
export const acceptLegacyLogout: Middleware = async (ctx, next) => {
  if (ctx.path !== '/v2/logout') return next();
  const { client_id, returnTo } = ctx.query;
  const parameters = new URLSearchParams();
  if (client_id) parameters.set('client_id', String(client_id));
  if (returnTo) parameters.set('post_logout_redirect_uri', String(returnTo));
  return ctx.redirect(`/oidc/logout?${parameters}`);
};

/** RP-initiated logout; whoever shows an ID token of the session is not asked again. */
export const rpInitiatedLogout = {
  enabled: true,
  logoutSource: (ctx: OidcContext, form: string): void => {
    const target = ctx.oidc.params['post_logout_redirect_uri'];
    const body = html`
      <p>Do you want to sign out of the local demo tenant?</p>
      ${new Html(form)}
      <button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>
    `;
    sendPage(ctx, {
      title: 'Sign out',
      body,
      formTargets: target ? [new URL(target).origin] : [],
      ...(ctx.oidc.entities.IdTokenHint !== undefined && {
        script: 'submit-form.js',
      }),
    });
  },
  postLogoutSuccessSource: (ctx: OidcContext): void => {
    sendPage(ctx, { title: 'Signed out', body: html`<p>You may close this page.</p>` });
  },
};

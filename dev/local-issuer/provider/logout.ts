import type { Middleware, OidcContext } from 'oidc-provider';
import { html, Html } from '../pages/html.js';
import { sendPage } from '../pages/page.js';

const WITHOUT_QUESTION = 'without-question';

/** Auth0's older logout address, in terms of the standard one. */
export const acceptLegacyLogout: Middleware = async (ctx, next) => {
  if (ctx.path !== '/v2/logout') return next();
  const { client_id, returnTo } = ctx.query;
  const parameters = new URLSearchParams();
  if (client_id) parameters.set('client_id', String(client_id));
  // Auth0 ends the session at once.
  parameters.set('logout_hint', WITHOUT_QUESTION);
  if (returnTo) parameters.set('post_logout_redirect_uri', String(returnTo));
  return ctx.redirect(`/oidc/logout?${parameters}`);
};

/** RP-initiated logout; a browser that shows an ID token of the session is not asked again. */
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
      ...(isQuiet(ctx) && { script: 'submit-form.js' }),
    });
  },
  postLogoutSuccessSource: (ctx: OidcContext): void => {
    sendPage(ctx, { title: 'Signed out', body: html`<p>You may close this page.</p>` });
  },
};

function isQuiet({ oidc: { entities, params } }: OidcContext): boolean {
  return entities.IdTokenHint !== undefined || params['logout_hint'] === WITHOUT_QUESTION;
}

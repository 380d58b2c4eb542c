import type { Middleware } from 'oidc-provider';
import type { DemoUser } from './demo-user.js';
import { html, type Html } from './html.js';
import { sendPage } from './page.js';
import type { UserStore } from './user-store.js';

interface HomePageOptions {
  readonly audience: string;
  readonly clientId: string;
  readonly users: UserStore;
}

/** What a browser sees at the issuer's root: who can sign in, and what applications must know. */
export function createHomePage({ audience, clientId, users }: HomePageOptions): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/' || ctx.method !== 'GET') return next();
    const body = html`
      <p>An OpenID provider for development that behaves like an Auth0 tenant.</p>
      <h2>For an application</h2>
      <ul>
        <li>Discovery: <a href="/.well-known/openid-configuration">openid-configuration</a></li>
        <li>Client id: <code>${clientId}</code></li>
        <li>Audience: <code>${audience}</code></li>
      </ul>
      <h2>Demo users</h2>
      <ul>
        ${users.list().map(userLine)}
      </ul>
    `;
    return sendPage(ctx, { title: 'Local issuer', body });
  };
}

function userLine({ profile, password, description }: DemoUser): Html {
  return html`<li>
    <strong>${profile.name}</strong>
    <p>${description}</p>
    <code>${profile.email}</code> / <code>${password}</code>
  </li>`;
}

import { html, type Html } from './html.js';
import type { PageSettings } from './page-settings.js';

/** What a developer pastes into a front end of their own. */
export function frontEndPanel({ issuer, audience, clientId }: PageSettings): Html {
  const domain = issuer.replace(/\/$/, '');
  return html`<details class="panel">
    <summary>For a front end of your own</summary>
    <p>
      A page at any port of this machine can sign in here with its own library: authorization code
      with PKCE, a public client. Its callback and its page after a logout need no registration.
    </p>
    <dl>
      <dt>Domain</dt>
      <dd><code>${domain}</code></dd>
      <dt>Client ID</dt>
      <dd><code>${clientId}</code></dd>
      <dt>Audience</dt>
      <dd><code>${audience}</code></dd>
      <dt>Issuer</dt>
      <dd>
        <code>${issuer}</code>, with a
        <a href="/.well-known/openid-configuration">discovery document</a>
      </dd>
    </dl>
    <p>With <code>@auth0/auth0-spa-js</code>:</p>
    <pre tabindex="0">
createAuth0Client({
  domain: '${domain}',
  clientId: '${clientId}',
  useRefreshTokens: true,
  authorizationParams: { audience: '${audience}', redirect_uri: location.origin },
})</pre>
    <p class="soft">
      Silent sign-in in a frame, without a refresh token, works on pages at
      <code>127.0.0.1</code> alone: to browsers <code>localhost</code> is another site.
    </p>
  </details>`;
}

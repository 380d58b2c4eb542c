import type { DemoUser } from './demo-user.js';
import { html, type Html } from './html.js';

interface LoginPage {
  readonly users: readonly DemoUser[];
  readonly email?: string;
  readonly message?: string;
}

/** The sign-in form, and below it the demo users with their passwords. */
export function loginPage({ users, email = '', message }: LoginPage): Html {
  return html`
    <p>This is the local demo tenant. Nothing here leaves your machine.</p>
    ${message && html`<p role="alert">${message}</p>`}
    <form method="post">
      <label for="email">E-mail</label>
      <input
        id="email"
        name="email"
        type="email"
        value="${email}"
        autocomplete="username"
        required
        autofocus
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
      <button class="primary" type="submit">Sign in</button>
    </form>
    <h2>Demo users</h2>
    <ul>
      ${users.map(userCard)}
    </ul>
  `;
}

function userCard({ profile, password, description }: DemoUser): Html {
  return html`<li>
    <strong>${profile.name}</strong>
    <p>${description}</p>
    <p><code>${profile.email}</code> / <code>${password}</code></p>
    <form method="post">
      <input type="hidden" name="email" value="${profile.email}" />
      <input type="hidden" name="password" value="${password}" />
      <button type="submit">Sign in as ${profile.given_name ?? profile.name}</button>
    </form>
  </li>`;
}

import type { DemoUser } from '../storage/demo-user.js';
import { DEMO_CODE } from '../provider/step-up.js';
import { html, type Html } from './html.js';
import { userCard } from './user-card.js';

interface LoginPage {
  readonly users: readonly DemoUser[];
  readonly email?: string;
  readonly message?: string;
}

/** The sign-in form, and below it the demo users with their passwords. */
export function loginPage({ users, email = '', message }: LoginPage): Html {
  return html`
    <p>This is the local demo tenant. Nothing here leaves your machine.</p>
    ${message && html`<p class="notice bad" role="alert">${message}</p>`}
    <form method="post" class="panel">
      <label for="email">E-mail</label>
      <input
        id="email"
        name="email"
        type="email"
        value="${email}"
        autocomplete="username"
        required
        ${!email && AUTOFOCUS}
      />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        ${email && AUTOFOCUS}
      />
      <button class="primary" type="submit">Sign in</button>
    </form>
    <h2>Demo users</h2>
    <ul class="cards">
      ${users.map((user) => userCard(user, oneClickForm(user)))}
    </ul>
  `;
}

/** The same form, filled in; the script `submit-form.js` sends it. */
export function automaticLoginPage(user: DemoUser): Html {
  return html`<p>Signing in as ${user.profile.name} …</p>
    ${oneClickForm(user)}`;
}

/** The second step of a strong login: a code, as from an authenticator app. */
export function secondStepPage({ profile, password }: DemoUser, message?: string): Html {
  return html`
    <p>
      The application asks for a stronger login of ${profile.name}. At a real tenant an
      authenticator app shows the code; here it is <code>${DEMO_CODE}</code>.
    </p>
    ${message && html`<p class="notice bad" role="alert">${message}</p>`}
    <form method="post" class="panel">
      <input type="hidden" name="email" value="${profile.email}" />
      <input type="hidden" name="password" value="${password}" />
      <label for="code">Code</label>
      <input
        id="code"
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        required
        ${AUTOFOCUS}
      />
      <button class="primary" type="submit">Confirm</button>
    </form>
  `;
}

const AUTOFOCUS = html`autofocus`;

function oneClickForm({ profile, password }: DemoUser): Html {
  return html`<form method="post">
    <input type="hidden" name="email" value="${profile.email}" />
    <input type="hidden" name="password" value="${password}" />
    <button type="submit">Sign in as ${profile.given_name ?? profile.name}</button>
  </form>`;
}

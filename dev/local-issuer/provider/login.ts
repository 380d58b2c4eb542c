import type { Context, Interaction, Middleware, Provider } from 'oidc-provider';
import type { DemoUser } from '../storage/demo-user.js';
import { html } from '../pages/html.js';
import { automaticLoginPage, loginPage, secondStepPage } from '../pages/login-page.js';
import { GRAPHIQL_PATH } from '../pages/graphiql-page.js';
import { sendPage } from '../pages/page.js';
import { readBody } from '../http/request-body.js';
import { DEMO_CODE, STRONG_ACR, wantsStrongLogin } from './step-up.js';
import type { UserStore } from '../storage/user-store.js';

const PREFIX = '/login/';

/** Names a demo user whom the login page signs in by itself; only the issuer's own pages may ask for it. */
export const DEMO_USER_PARAMETER = 'demo_user';

/** Where oidc-provider sends a browser that has to sign in. */
export function loginUrl(_ctx: unknown, interaction: Interaction): string {
  return `${PREFIX}${interaction.uid}`;
}

/** The login page and its form. */
export function createLogin(provider: () => Provider, users: UserStore): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith(PREFIX)) return next();

    const interaction = await findInteraction(provider(), ctx);
    if (!interaction) return sendExpired(ctx);
    if (interaction.prompt.name === 'consent') return finish(provider(), ctx);
    if (ctx.method !== 'POST') return sendFirstLogin(ctx, provider().issuer, interaction, users);

    const form = new URLSearchParams(await readBody(ctx.req));
    const email = form.get('email') ?? '';
    const user = users.authenticate(email, form.get('password') ?? '');
    if (!user) {
      const message = 'Wrong e-mail or password.';
      return sendLogin(ctx, interaction, { users: users.list(), email, message });
    }
    const wantsStrong = wantsStrongLogin(interaction.params);
    const code = form.get('code')?.trim();
    if (wantsStrong && code !== DEMO_CODE) return sendSecondStep(ctx, interaction, user, code);
    users.recordLogin(user.profile.user_id);
    const strength = wantsStrong ? { acr: STRONG_ACR, amr: ['pwd', 'otp'] } : {};
    return finish(provider(), ctx, { accountId: user.profile.user_id, ...strength });
  };
}

async function findInteraction(provider: Provider, ctx: Context) {
  try {
    return await provider.interactionDetails(ctx.req, ctx.res);
  } catch {
    return undefined;
  }
}

interface LoginResult {
  readonly accountId: string;
  readonly acr?: string;
  readonly amr?: readonly string[];
}

/** Consent is never asked for: the applications are the tenant's own. */
async function finish(provider: Provider, ctx: Context, login?: LoginResult) {
  const result = { ...(login && { login }), consent: {} };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  ctx.status = 303;
}

function sendFirstLogin(
  ctx: Context,
  issuer: string,
  interaction: Interaction,
  users: UserStore,
): void {
  const user = findDemoUser(issuer, interaction, users);
  if (!user) {
    const email = interaction.params['login_hint'] ?? '';
    return sendLogin(ctx, interaction, { users: users.list(), email });
  }
  const body = automaticLoginPage(user);
  sendPage(ctx, { title: 'Sign in', body, script: 'submit-form.js' });
}

function findDemoUser(
  issuer: string,
  { params }: Interaction,
  users: UserStore,
): DemoUser | undefined {
  if (!ownPages(issuer).includes(params['redirect_uri'] ?? '')) return undefined;
  return users.list().find(({ profile }) => profile.email === params[DEMO_USER_PARAMETER]);
}

/** The pages of the issuer that sign users in. */
function ownPages(issuer: string): string[] {
  return [issuer, new URL(GRAPHIQL_PATH, issuer).href];
}

function sendLogin(
  ctx: Context,
  interaction: Interaction,
  content: Parameters<typeof loginPage>[0],
): void {
  const body = loginPage(content);
  sendPage(ctx, { title: 'Sign in', body, formTargets: targetsOf(interaction) });
}

function sendSecondStep(
  ctx: Context,
  interaction: Interaction,
  user: DemoUser,
  code: string | undefined,
): void {
  const message = code ? 'Wrong code.' : undefined;
  const body = secondStepPage(user, message);
  sendPage(ctx, { title: 'Confirm that it is you', body, formTargets: targetsOf(interaction) });
}

/** Browsers hold the redirects that follow a form to its policy. */
function targetsOf({ params }: Interaction): string[] {
  const redirectUri = params['redirect_uri'];
  return redirectUri ? [new URL(redirectUri).origin] : [];
}

function sendExpired(ctx: Context): void {
  ctx.status = 400;
  const body = html`<p class="notice bad" role="alert">
    This sign-in has expired or belongs to another browser. Go back to the application and start
    again.
  </p>`;
  sendPage(ctx, { title: 'Sign in again', body });
}

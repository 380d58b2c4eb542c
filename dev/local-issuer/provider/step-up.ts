import type { OidcContext } from 'oidc-provider';
import type { OidcProviderModule } from './load-oidc-provider.js';

/** A login with a second factor, by the name that Auth0 knows. */
export const STRONG_ACR = 'http://schemas.openid.net/pape/policies/2007/06/multi-factor';

/** What an authenticator app would show; the second step of the login page prints it. */
export const DEMO_CODE = '123456';

/** Whether a request asks for a login with a second factor (`acr_values`). */
export function wantsStrongLogin(params: Readonly<Record<string, string | undefined>>): boolean {
  return params['acr_values']?.split(' ').includes(STRONG_ACR) ?? false;
}

/** oidc-provider asks for another login for `max_age`; for `acr_values` this check does. */
export function createStrongLoginCheck({ interactionPolicy }: OidcProviderModule): object {
  const { Check } = interactionPolicy;
  const description = 'A login with a second factor is required';
  return new Check('acr_values', description, ({ oidc }: OidcContext) =>
    wantsStrongLogin(oidc.params) && oidc.acr !== STRONG_ACR
      ? Check.REQUEST_PROMPT
      : Check.NO_NEED_TO_PROMPT,
  );
}

import type { Provider } from 'oidc-provider';

const PATH = '/backchannel-logout';

/**
 * Where the API takes logout tokens (OpenID Connect Back-Channel Logout 1.0); nothing where the
 * issuer runs alone.
 */
export function logoutUrlOf(apiUrl: string | undefined): string | undefined {
  return apiUrl && new URL(PATH, apiUrl).href;
}

/** oidc-provider asks no address of this machine; the API beside it is the exception. */
export function createFetch(apiUrl: string | undefined) {
  const logoutUrl = logoutUrlOf(apiUrl);
  return (url: string, options: RequestInit & { dispatcher?: unknown }): Promise<Response> => {
    if (url !== logoutUrl) return fetch(url, options);
    return fetch(url, { ...options, dispatcher: undefined } as RequestInit);
  };
}

/** A logout works at the issuer even where the API does not take it. */
export function reportFailedLogouts(provider: Provider): void {
  provider.on('backchannel.error', (_ctx, error) =>
    console.error(`Local issuer: the API did not take a back-channel logout: ${error.message}`),
  );
}

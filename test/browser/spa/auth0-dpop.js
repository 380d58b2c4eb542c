// A front end with @auth0/auth0-spa-js whose tokens are bound to the browser (RFC 9449).
const { domain, clientId, audience, apiUrl } = JSON.parse(document.body.dataset.options);
const client = await globalThis.auth0.createAuth0Client({
  domain,
  clientId,
  useDpop: true,
  useRefreshTokens: true,
  authorizationParams: { audience, redirect_uri: `${location.origin}/callback` },
});
const api = client.createFetcher({ dpopNonceId: 'api' });

globalThis.app = {
  signIn: () => client.loginWithRedirect(),
  finish: () => client.handleRedirectCallback(),
  async ask(query) {
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    };
    const response = await api.fetchWithAuth(apiUrl, request, { audience });
    return response.json();
  },
};

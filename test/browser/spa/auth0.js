// A front end with @auth0/auth0-spa-js, which `auth0-spa-js.production.js` offers as `auth0`.
const { domain, clientId, audience } = JSON.parse(document.body.dataset.options);
const client = await globalThis.auth0.createAuth0Client({
  domain,
  clientId,
  useRefreshTokens: document.body.dataset.refresh === 'yes',
  authorizationParams: { audience, redirect_uri: `${location.origin}/callback` },
});

globalThis.app = {
  signIn: () => client.loginWithRedirect(),
  finish: () => client.handleRedirectCallback(),
  accessToken: () => client.getTokenSilently(),
  refresh: () => client.getTokenSilently({ cacheMode: 'off' }),
  signOut: () => client.logout({ logoutParams: { returnTo: `${location.origin}/bye` } }),
};

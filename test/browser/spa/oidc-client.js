// A front end with oidc-client-ts, which `oidc-client-ts.min.js` offers as `oidc`.
const { domain, clientId, audience } = JSON.parse(document.body.dataset.options);
const users = new globalThis.oidc.UserManager({
  authority: domain,
  client_id: clientId,
  redirect_uri: `${location.origin}/callback`,
  post_logout_redirect_uri: `${location.origin}/bye`,
  scope: 'openid profile email offline_access',
  extraQueryParams: { audience },
});

globalThis.app = {
  signIn: () => users.signinRedirect(),
  finish: () => users.signinRedirectCallback(),
  accessToken: async () => (await users.getUser()).access_token,
  refresh: async () => (await users.signinSilent()).access_token,
  signOut: () => users.signoutRedirect(),
};

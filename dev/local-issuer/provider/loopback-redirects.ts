import type { Provider } from 'oidc-provider';

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets the demo application be a page of any loopback origin: its callback and its page after a
 * logout need no registration, as the port of a development server is anybody's choice.
 * https://github.com/panva/node-oidc-provider/blob/v9.x/recipes/redirect_uri_wildcards.md
 */
export function allowLoopbackRedirects({ Client }: Provider, clientId: string): void {
  const { redirectUriAllowed, postLogoutRedirectUriAllowed } = Client.prototype;
  Client.prototype.redirectUriAllowed = function isAllowed(uri) {
    return (
      (this.clientId === clientId && isLoopbackPage(uri)) || redirectUriAllowed.call(this, uri)
    );
  };
  Client.prototype.postLogoutRedirectUriAllowed = function isAllowed(uri) {
    return (
      (this.clientId === clientId && isLoopbackPage(uri)) ||
      postLogoutRedirectUriAllowed.call(this, uri)
    );
  };
}

/** A page of this machine: any port and path, without credentials and fragment. */
export function isLoopbackPage(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, username, password } = new URL(uri);
  return (
    ['http:', 'https:'].includes(protocol) &&
    LOOPBACK_HOSTS.includes(hostname) &&
    !username &&
    !password &&
    !uri.includes('#')
  );
}

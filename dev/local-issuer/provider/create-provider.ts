import type { RequestListener } from 'node:http';
import type { Middleware, Provider } from 'oidc-provider';
import type { OidcProviderModule } from './load-oidc-provider.js';
import { reportFailedLogouts } from './backchannel-logout.js';
import { allowLoopbackRedirects } from './loopback-redirects.js';
import { createConfiguration, type ProviderParts } from './provider-configuration.js';

/**
 * Builds the provider anew. Its keys cannot be changed once it exists, so a rotation makes another
 * one over the same sessions.
 */
export function createProvider(
  library: OidcProviderModule,
  parts: ProviderParts,
  middleware: readonly Middleware[],
): { provider: Provider; handle: RequestListener } {
  const provider = new library.Provider(parts.issuer, createConfiguration(parts, library));
  allowLoopbackRedirects(provider, parts.applications.browser.clientId);
  for (const step of middleware) provider.use(step);
  provider.on('server_error', (_ctx, error) => console.error('Local issuer:', error));
  reportFailedLogouts(provider);
  provider.on('error', (error) => console.error('Local issuer:', error));
  const respond = provider.callback();
  return { provider, handle: (req, res) => void respond(req, res) };
}

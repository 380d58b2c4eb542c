const UNSUPPORTED_RUNTIME = 'oidc-provider WARNING: Unsupported runtime.';

/** The library, which is loaded only where an issuer starts. */
export type OidcProviderModule = typeof import('oidc-provider');

/**
 * Imports oidc-provider without the warning that it prints on Node 20 while it loads: the library
 * runs there, and a developer's first screen should not begin with a warning. Any other line that
 * something prints meanwhile passes through.
 */
export async function loadOidcProvider(): Promise<OidcProviderModule> {
  const warn = console.warn;
  console.warn = (...args: unknown[]) => {
    if (!String(args[0]).includes(UNSUPPORTED_RUNTIME)) warn(...args);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../../../src/platform/config/load-settings.js';

const AUTH0 = { AUTH0_DOMAIN: 'tenant.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example.com' };
const PUBLIC_URL = 'https://api.example.com/graphql';

/** Why an environment is refused; empty where it is not. */
function messageOf(env: Record<string, string>): string {
  try {
    loadSettings(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('DPoP', () => {
  const production = { ...AUTH0, NODE_ENV: 'production' };

  it('is required of one issuer and allowed at another', () => {
    const other = { OIDC_ISSUER_URL: 'https://id.example.com', OIDC_AUDIENCE: 'api' };
    const { dpop } = loadSettings({ ...AUTH0, ...other, AUTH0_DPOP: 'required' });
    expect(dpop.requiredFor).toEqual(['AUTH0_DOMAIN']);
  });

  it('is required in production only with PUBLIC_URL', () => {
    expect(messageOf({ ...production, AUTH0_DPOP: 'required' })).toMatch(
      /\n {2}AUTH0_DPOP is required, but PUBLIC_URL is missing/,
    );
    expect(messageOf({ ...production, AUTH0_DPOP: 'required', PUBLIC_URL })).toBe('');
    expect(messageOf({ ...production, AUTH0_DPOP: 'allowed' })).toBe('');
  });

  it.each([
    [{ AUTH0_DPOP: 'REQUIRED' }, 'AUTH0_DPOP must be one of allowed, required.'],
    [{ AUTH0_DPOP: 'true' }, 'AUTH0_DPOP must be one of allowed, required.'],
    [{ OIDC_DPOP: 'allowed' }, 'OIDC_ISSUER_URL is missing beside OIDC_DPOP'],
    [{ DPOP_NONCE_SECRET: 's'.repeat(31) }, 'DPOP_NONCE_SECRET must have at least 32 characters.'],
  ])('is not configured by %j', (env, problem) => {
    expect(messageOf({ ...AUTH0, ...env })).toContain(problem);
    expect(messageOf({ ...AUTH0, ...env })).not.toContain('sss');
  });
});

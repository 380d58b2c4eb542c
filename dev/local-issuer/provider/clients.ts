import type { Applications, ConfidentialApplication } from '../storage/applications.js';

/** The callback of a native application or a command; its port is free (RFC 8252, section 7.3). */
export const LOOPBACK_CALLBACK = 'http://127.0.0.1/callback';

/** The applications in the terms of oidc-provider's client metadata. */
export function createClients(
  issuer: string,
  applications: Applications,
  logoutUrl: string | undefined,
): object[] {
  const { browser, machine, management } = applications;
  return [
    {
      client_id: browser.clientId,
      client_name: 'Demo application',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: redirectUris(issuer),
      post_logout_redirect_uris: [issuer],
      // Without a session in it a logout token ends all sessions of the user.
      ...(logoutUrl && { backchannel_logout_uri: logoutUrl }),
    },
    createMachineClient(machine),
    createMachineClient(management),
  ];
}

/** Where the browser application may be sent back to. */
export function redirectUris(issuer: string): string[] {
  return [issuer, LOOPBACK_CALLBACK, 'http://localhost/callback'];
}

function createMachineClient({ clientId, clientSecret }: ConfidentialApplication): object {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  };
}

import * as openid from 'openid-client';
import { discover } from '../discover.js';
import { parameterOf } from '../local-issuer/provider/extra-permissions.js';
import { lifetimeParameter } from '../local-issuer/provider/token-lifetime.js';
import { proofBy, type TokenSet } from '../sign-in.js';

/** The application that asks for a token of its own, and for which API. */
export interface MachineTokenRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience: string;
  /** All granted scopes unless given. */
  readonly scope?: string;
  /** Permissions beside those of the application; the local issuer alone gives them. */
  readonly permissions?: readonly string[];
  /** Seconds; the local issuer alone looks at it. */
  readonly lifetime?: number | undefined;
  /** The key that the token shall be bound to (DPoP). */
  readonly keyPair?: openid.CryptoKeyPair | undefined;
}

/** An access token without a user, by the client credentials grant. */
export async function machineToken(request: MachineTokenRequest): Promise<TokenSet> {
  const { issuer, clientId, clientSecret, audience, scope, permissions, lifetime } = request;
  const authentication = openid.ClientSecretPost(clientSecret);
  const configuration = await discover(issuer, clientId, authentication);
  const parameters = {
    audience,
    ...(scope && { scope }),
    ...parameterOf(permissions),
    ...lifetimeParameter(lifetime),
  };
  return openid.clientCredentialsGrant(
    configuration,
    parameters,
    proofBy(configuration, request.keyPair),
  );
}

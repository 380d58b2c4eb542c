import type { Applications } from '../storage/applications.js';

/** An API that tokens can be asked for, as under "APIs" in an Auth0 dashboard. */
export interface ResourceServer {
  readonly audience: string;
  readonly scopes: readonly string[];
  /** The scopes of each application that may ask for a token of its own. */
  readonly clientGrants: Readonly<Record<string, readonly string[]>>;
}

interface ResourceServerOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly applications: Applications;
}

/** The project's API and the tenant's Management API, each with its application. */
export function createResourceServers(options: ResourceServerOptions): readonly ResourceServer[] {
  const { issuer, audience, applications } = options;
  const apiScopes = ['read:users'];
  const managementScopes = ['read:users', 'update:users'];
  return [
    {
      audience,
      scopes: apiScopes,
      clientGrants: { [applications.machine.clientId]: apiScopes },
    },
    {
      audience: managementAudienceOf(issuer),
      scopes: managementScopes,
      clientGrants: { [applications.management.clientId]: managementScopes },
    },
  ];
}

/** The identifier of a tenant's Management API. */
export function managementAudienceOf(issuer: string): string {
  return `${issuer}api/v2/`;
}

import type { Tenant } from '../storage/tenant.js';

/** An API that tokens can be asked for, as under "APIs" in an Auth0 dashboard. */
export interface ResourceServer {
  readonly audience: string;
  /** Its URL, which the standard's parameter `resource` names (RFC 8707, section 2). */
  readonly address?: string | undefined;
  readonly scopes: readonly string[];
  /** The scopes of each application that may ask for a token of its own. */
  readonly clientGrants: Readonly<Record<string, readonly string[]>>;
}

interface ResourceServerOptions extends Tenant {
  readonly issuer: string;
  readonly audience: string;
  readonly apiUrl: string | undefined;
  readonly toolsUrl: string | undefined;
}

/** The project's API, its tools, and the tenant's Management API, each with its application. */
export function createResourceServers(options: ResourceServerOptions): readonly ResourceServer[] {
  const { issuer, audience, applications, machinePermissions } = options;
  const managementScopes = ['read:users', 'update:users'];
  const own = (name: string, address?: string): ResourceServer => ({
    audience: name,
    address,
    get scopes() {
      return permissionsOf(options);
    },
    clientGrants: { [applications.machine.clientId]: machinePermissions },
  });
  return [
    own(audience, options.apiUrl),
    ...(options.toolsUrl === undefined ? [] : [own(options.toolsUrl)]),
    {
      audience: managementAudienceOf(issuer),
      scopes: managementScopes,
      clientGrants: { [applications.management.clientId]: managementScopes },
    },
  ];
}

/** The permissions of the project's API: those that a user or the application has. */
export function permissionsOf({ users, machinePermissions }: Tenant): readonly string[] {
  const all = users.list().flatMap(({ permissions }) => permissions);
  return [...new Set([...all, ...machinePermissions])].sort();
}

/** The identifier of a tenant's Management API. */
export function managementAudienceOf(issuer: string): string {
  return `${issuer}api/v2/`;
}

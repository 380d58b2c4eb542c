import { loadApplications, type Applications } from './applications.js';
import { DataFolder, DEFAULT_DATA_FOLDER } from './data-folder.js';
import { demoUsers, machinePermissions } from '../../demo-users.js';
import type { LocalIssuerOptions } from '../local-issuer.js';
import { SessionStore } from './session-store.js';
import { SigningKeys } from './signing-keys.js';
import { UserStore } from './user-store.js';

/** What survives a restart of the issuer. */
export interface Tenant {
  readonly applications: Applications;
  readonly keys: SigningKeys;
  readonly sessions: SessionStore;
  readonly users: UserStore;
  /** The permissions of the application without a user. */
  readonly machinePermissions: readonly string[];
}

/** Reads the tenant from its folder; what is missing there is made. */
export async function loadTenant(options: LocalIssuerOptions): Promise<Tenant> {
  const folder = new DataFolder(options.dataFolder ?? DEFAULT_DATA_FOLDER);
  return {
    applications: loadApplications(folder),
    keys: await SigningKeys.load(folder),
    sessions: new SessionStore(folder),
    users: new UserStore(folder, options.users ?? demoUsers),
    machinePermissions: options.machinePermissions ?? machinePermissions,
  };
}

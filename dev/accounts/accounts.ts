import type { DemoFeature } from '../demo-feature.js';
import { accountsPanel } from './accounts-panel.js';
import { demoUserRoles } from './demo-user-roles.js';

/** Accounts with roles for some demo users, and their administration on the try-it page. */
export const accounts: DemoFeature = {
  name: 'accounts',
  panel: accountsPanel,
  tagsOf: ({ profile }) => demoUserRoles[profile.email] ?? [],
  seed: async (database, issuer) => {
    // Loads the feature and the ORM: only the process that creates the database needs them.
    const { grantDemoRoles } = await import('./demo-roles.js');
    return grantDemoRoles(database, issuer);
  },
};

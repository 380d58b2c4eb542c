import type { DemoFeature } from '../demo-feature.js';

/** Some paper planes to begin with. Edit the names freely. */
export const paperPlanes: DemoFeature = {
  name: 'paper-planes',
  // <% if (it.owned) { %>
  seed: async (database, issuer) => {
    // Loads the feature and the ORM: only the process that creates the rows needs them.
    const { createDemoRows } = await import('./demo-rows.js');
    return createDemoRows(database, issuer);
  },
  /* <% } else { %>
  seed: async (database) => {
    // Loads the feature and the ORM: only the process that creates the rows needs them.
    const { createDemoRows } = await import('./demo-rows.js');
    return createDemoRows(database);
  },
  <% } %> */
};

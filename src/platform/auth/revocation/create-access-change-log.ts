import type { Database } from '../../database/database.js';
import type { AccessChangeLog } from './access-change-log.js';
import { NoAccessChangeLog } from './no-access-change-log.js';

/** The log of this application. Loads the query builder only where there is a database. */
export async function createAccessChangeLog(database: Database): Promise<AccessChangeLog> {
  if (!database.isConfigured) return new NoAccessChangeLog(database);
  const { DatabaseAccessChangeLog } = await import('./database-access-change-log.js');
  return new DatabaseAccessChangeLog(database);
}

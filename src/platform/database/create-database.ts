import type { Database } from './database.js';

/** The scheme of the embedded database; the rest of such a URL is a folder. */
const EMBEDDED = 'pglite:';

/** The database that a URL names. Loads only the driver that it needs. */
export async function createDatabase(url: string | undefined, poolSize: number): Promise<Database> {
  if (!url) {
    const { NoDatabase } = await import('./no-database.js');
    return new NoDatabase();
  }
  if (url.startsWith(EMBEDDED)) {
    const { EmbeddedDatabase } = await import('./embedded/embedded-database.js');
    return new EmbeddedDatabase(url.slice(EMBEDDED.length));
  }
  const { PostgresDatabase } = await import('./postgres-database.js');
  return new PostgresDatabase(url, poolSize);
}

import { demoFeatures } from '../../dev/demo-features.js';
import { settingsFor } from '../../dev/start/issuer.js';
import { Database } from '../../src/platform/database/index.js';
import { TestApi } from './api.js';
import { findFreePort } from './api-process.js';
import { createEmbeddedDatabase } from './embedded-database.js';
import {
  startObservedIssuer,
  type ObservedIssuer,
} from './observed-issuer/start-observed-issuer.js';
import { createTemporaryFolder } from './temporary-folder.js';
import type { TestDatabase } from './test-database.js';

/** What `npm start` runs, in this process: a local issuer, and the API that trusts it. */
export class Demo {
  private constructor(
    readonly issuer: ObservedIssuer,
    readonly api: TestApi,
    private readonly database: TestDatabase,
    private readonly folder: { remove(): void },
  ) {}

  /**
   * On free ports, unless `PORT` and `LOCAL_ISSUER_PORT` name others.
   *
   * @param operationsFolder in the place of the project's `operations/`
   */
  static async start(
    { LOCAL_ISSUER_PORT, ...env }: Record<string, string> = {},
    operationsFolder?: string,
  ): Promise<Demo> {
    const folder = createTemporaryFolder('demo');
    const database = await createEmbeddedDatabase();
    const port = Number(env['PORT'] ?? (await findFreePort()));
    const issuer = await startObservedIssuer({
      dataFolder: folder.path,
      port: Number(LOCAL_ISSUER_PORT ?? 0),
      apiUrl: `http://127.0.0.1:${port}/graphql`,
      toolsUrl: env['MCP_URL'],
    });
    const own = { ...settingsFor(issuer), PORT: String(port), DATABASE_URL: database.url };
    const api = await TestApi.startProduct({ ...own, ...env }, operationsFolder);
    const connection = api.app.get(Database, { strict: false });
    for (const feature of demoFeatures) await feature.seed?.(connection, issuer.issuer);
    return new Demo(issuer, api, database, folder);
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.issuer.close();
    await this.database.close();
    this.folder.remove();
  }
}

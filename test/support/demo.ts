import { settingsFor } from '../../dev/start/issuer.js';
import { TestApi } from './api.js';
import { findFreePort } from './api-process.js';
import {
  startObservedIssuer,
  type ObservedIssuer,
} from './observed-issuer/start-observed-issuer.js';
import { createTemporaryFolder } from './temporary-folder.js';

/** What `npm start` runs, in this process: a local issuer, and the API that trusts it. */
export class Demo {
  private constructor(
    readonly issuer: ObservedIssuer,
    readonly api: TestApi,
    private readonly folder: { remove(): void },
  ) {}

  /** On free ports, unless `PORT` and `LOCAL_ISSUER_PORT` name others. */
  static async start({ LOCAL_ISSUER_PORT, ...env }: Record<string, string> = {}): Promise<Demo> {
    const folder = createTemporaryFolder('demo');
    const port = Number(env['PORT'] ?? (await findFreePort()));
    const issuer = await startObservedIssuer({
      dataFolder: folder.path,
      port: Number(LOCAL_ISSUER_PORT ?? 0),
      apiUrl: `http://127.0.0.1:${port}/graphql`,
    });
    const api = await TestApi.startProduct({
      ...settingsFor(issuer),
      PORT: String(port),
      ...env,
    });
    return new Demo(issuer, api, folder);
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.issuer.close();
    this.folder.remove();
  }
}

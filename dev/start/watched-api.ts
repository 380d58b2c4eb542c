import { compile } from '../build/compile.js';
import type { Environment } from '../configured-provider.js';
import { readManifests, writeManifest } from '../operations/write-manifest.js';
import { OPERATIONS_FOLDER, SOURCES } from '../project.js';
import { UserError } from '../user-error.js';
import { startApi, type Child, type Children } from './children.js';
import { watchSources } from './watch-sources.js';

/** The API in a process that is replaced after each change of a source or an operation. */
export class WatchedApi {
  private child: Child | undefined;
  private manifests = readManifests();

  constructor(
    private readonly children: Children,
    private readonly env: Environment,
  ) {}

  /** Runs it until the children are told to stop. */
  async run(): Promise<number> {
    this.start();
    const isOver = () => this.children.isStopping;
    const folders = [SOURCES.source, OPERATIONS_FOLDER];
    await watchSources(folders, isOver, () => this.reload());
    return this.child?.ended ?? 0;
  }

  private start(): void {
    if (this.children.isStopping) return;
    const child = startApi(this.children, this.env);
    this.child = child;
    void child.ended.then((code) => {
      if (this.child !== child || this.children.isStopping) return;
      console.error(`The API ended with code ${code}. It starts again after the next change.`);
    });
  }

  private async reload(): Promise<void> {
    if (!(await this.rebuild())) return;
    console.log('A source has changed: the API starts again.');
    const old = this.child;
    this.child = undefined;
    await old?.stop();
    this.start();
  }

  /** Whether there is anything new to run; a file with an error is shown, and the old API runs on. */
  private async rebuild(): Promise<boolean> {
    try {
      writeManifest({ isSchemaChecked: false });
      const isCompiled = await compile(SOURCES);
      const manifests = readManifests();
      const isNew = isCompiled || manifests !== this.manifests;
      this.manifests = manifests;
      return isNew;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      return false;
    }
  }
}

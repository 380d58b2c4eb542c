import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** V8 leaves garbage alone while the machine has memory, most of all that of embedded databases. */
const TIDY_BYTES = 500 * 2 ** 20;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/**
 * Runs spec files in the worker's own realm, without a context for each, so that they share modules.
 * Undoes what a file has changed: mocks, fake timers, its time limit.
 * https://jestjs.io/docs/configuration#testenvironment-string
 */
export default class SharedEnvironment extends TestEnvironment {
  #exit = process.exit;

  constructor(config, context) {
    super(config, context);
    const Mocker = this.moduleMocker.constructor;
    const Timers = this.fakeTimersModern.constructor;
    this.global = globalThis;
    this.moduleMocker = new Mocker(globalThis);
    this.fakeTimersModern = new Timers({ config: config.projectConfig, global: globalThis });
  }

  async setup() {
    await super.setup();
    // Node knows the lines of what it has loaded, Jest does not.
    Error.prepareStackTrace = undefined;
    process.setSourceMapsEnabled(true);
  }

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    process.exit = this.#exit;
    delete globalThis[Symbol.for('TEST_TIMEOUT_SYMBOL')];
    await super.teardown();
    if (process.memoryUsage.rss() > TIDY_BYTES) collectGarbage();
  }
}

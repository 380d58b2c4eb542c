import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import circus from 'jest-circus/runner';
import { setGlobals } from './globals.mjs';

const require = createRequire(import.meta.url);
const { default: runWithCircus } = circus;
/** Where jest-circus keeps the tests and listeners of a file: under symbols of the global object. */
const STATE_OF_A_FILE = new Set(['EVENT_HANDLERS', 'JEST_STATE_SYMBOL']);

register('../source-loader.mjs', import.meta.url, { data: { isProbe: false } });

/**
 * Runs a spec file with jest-circus, as Jest does, but lets Node load it: modules stay loaded for the
 * next file of the worker.
 * https://jestjs.io/docs/configuration#testrunner-string
 */
export default function runFile(globalConfig, config, environment, runtime, path, send) {
  const loading = {
    requireInternalModule: requireAfresh,
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: importAfresh,
    setGlobalsForRuntime: (globals) => {
      runtime.setGlobalsForRuntime(globals);
      setGlobals(runtime.requireModuleOrMock(path, '@jest/globals'));
    },
  };
  const native = new Proxy(runtime, {
    get(_, name) {
      const value = Reflect.get(name in loading ? loading : runtime, name);
      return typeof value === 'function' ? value.bind(runtime) : value;
    },
  });
  return runWithCircus(globalConfig, config, environment, native, path, send);
}

let imports = 0;

/** A file that is in two projects runs twice. */
function importAfresh(path) {
  imports += 1;
  return import(`${pathToFileURL(path).href}?run=${imports}`);
}

/** jest-circus expects a fresh copy of its state for each file. */
function requireAfresh(path) {
  delete require.cache[path];
  for (const key of Object.getOwnPropertySymbols(globalThis)) {
    if (STATE_OF_A_FILE.has(key.description)) delete globalThis[key];
  }
  return require(path);
}

/**
 * Starts something before the tests of the file or `describe` that calls this, and closes it after
 * them. The result is used like the thing itself, but only from within tests and hooks.
 */
export function use<T extends { close(): unknown }>(start: () => Promise<T>): T {
  // The benchmark loads this file without Jest, so Jest's globals are read when they are needed.
  const { afterAll, beforeAll } = globalThis as unknown as typeof import('@jest/globals');
  let started: T | undefined;
  const running = (): T => {
    if (!started) throw new Error('It is started by beforeAll: use it in a test or a later hook.');
    return started;
  };
  beforeAll(async () => {
    started = await start();
  });
  afterAll(async () => {
    await started?.close();
    started = undefined;
  });
  return new Proxy({} as T, {
    get(_, name) {
      const value: unknown = Reflect.get(running(), name, running());
      return typeof value === 'function' ? value.bind(running()) : value;
    },
    set: (_, name, value) => Reflect.set(running(), name, value, running()),
  });
}

const MAXIMUM_OBJECTS = 500;

/** What happened in one run: calls, reads and what was made, in order. */
export class World {
  readonly log: string[] = [];
  readonly #names = new WeakMap<object, string>();
  #count = 0;
  #isReadingThen = false;

  /** An object that logs each read of its members. */
  object(type: string, members: Record<string, () => unknown>): object {
    this.#count += 1;
    // A value may contain itself, and a promise lead to another one, for ever.
    if (this.#count > MAXIMUM_OBJECTS) return {};
    const name = `${type}#${this.#count}`;
    const read = (key: string | symbol) => {
      this.log.push(`read ${name}.${String(key)}`);
      // A value whose `then` makes a value with `then`, and so on, would fill the stack of either executor.
      if (key === 'then' && this.#isReadingThen) return undefined;
      const own = typeof key === 'string' && Object.hasOwn(members, key) ? members[key] : undefined;
      if (key !== 'then') return own?.();
      this.#isReadingThen = true;
      try {
        return own?.();
      } finally {
        this.#isReadingThen = false;
      }
    };
    const proxy = new Proxy({}, { get: (_, key) => read(key) });
    this.#names.set(proxy, name);
    return proxy;
  }

  /** A text in which two runs can be compared: with the order of keys, and each odd value. */
  show(value: unknown): string {
    if (typeof value === 'function') return `function ${value.name}`;
    if (typeof value !== 'object' || value === null) {
      return Object.is(value, -0) ? '-0' : `${typeof value} ${String(value)}`;
    }
    const name = this.#names.get(value);
    if (name) return name;
    if (value instanceof Error) return `${value.constructor.name}: ${value.message}`;
    if (Array.isArray(value)) return `[${value.map((item) => this.show(item)).join(', ')}]`;
    const entries = Object.entries(value).map(([key, member]) => `${key}: ${this.show(member)}`);
    return `${Object.getPrototypeOf(value) === null ? 'bare ' : ''}{${entries.join(', ')}}`;
  }
}

/** Makes a value in a world, or throws. */
export type Make = (world: World) => unknown;

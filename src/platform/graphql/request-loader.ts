import DataLoader from 'dataloader';

/**
 * Collects the keys that the fields of one request ask for, and reads them with one query. What it
 * read is forgotten with the request.
 */
export class RequestLoader<Key, Value> {
  readonly #loaders = new WeakMap<object, DataLoader<Key, Value | undefined>>();

  /** @param read gives the values that it finds by their keys */
  constructor(private readonly read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {}

  /** @param context GraphQL's context, which a resolver takes with `@Context()` */
  load(context: object, key: Key): Promise<Value | undefined> {
    return this.#loaderOf(context).load(key);
  }

  #loaderOf(context: object): DataLoader<Key, Value | undefined> {
    const known = this.#loaders.get(context);
    if (known) return known;
    const loader = new DataLoader<Key, Value | undefined>(async (keys) => {
      const values = await this.read(keys);
      return keys.map((key) => values.get(key));
    });
    this.#loaders.set(context, loader);
    return loader;
  }
}

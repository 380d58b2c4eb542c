/** What waits for its turn. Callers take turns; each caller's own calls go in their order. */
export class FairQueue<Call> {
  /** In the order of turns: whoever has had one goes to the end. */
  readonly #callsOf = new Map<string, Set<Call>>();
  readonly #callersOf = new Map<Call, Set<string>>();

  get size(): number {
    return this.#callersOf.size;
  }

  /** The call that has waited for longest. */
  get oldest(): Call | undefined {
    return this.#callersOf.keys().next().value;
  }

  /** A call of several callers goes in the first turn of any of them. */
  add(caller: string, call: Call): void {
    getOrCreate(this.#callsOf, caller).add(call);
    getOrCreate(this.#callersOf, call).add(caller);
  }

  remove(call: Call): void {
    for (const caller of this.#callersOf.get(call) ?? []) {
      const calls = this.#callsOf.get(caller);
      calls?.delete(call);
      if (calls?.size === 0) this.#callsOf.delete(caller);
    }
    this.#callersOf.delete(call);
  }

  /** Takes the next call out of the queue, of a caller who may have one. */
  take(mayHaveOne: (caller: string) => boolean): { caller: string; call: Call } | undefined {
    for (const [caller, calls] of this.#callsOf) {
      const [call] = calls;
      if (call === undefined || !mayHaveOne(caller)) continue;
      this.remove(call);
      const others = this.#callsOf.get(caller);
      if (others) {
        this.#callsOf.delete(caller);
        this.#callsOf.set(caller, others);
      }
      return { caller, call };
    }
    return undefined;
  }
}

function getOrCreate<Key, Value>(map: Map<Key, Set<Value>>, key: Key): Set<Value> {
  const known = map.get(key);
  if (known) return known;
  const created = new Set<Value>();
  map.set(key, created);
  return created;
}

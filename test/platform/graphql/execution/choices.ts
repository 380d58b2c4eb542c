/** Decisions that a list of bytes makes: fast-check shrinks the list, and 0 is the plain choice. */
export class Choices {
  #index = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** From 0 to `count - 1`. */
  next(count: number): number {
    const byte = this.bytes[this.#index] ?? 0;
    this.#index += 1;
    return byte % count;
  }

  of<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.next(values.length)] ?? values[0];
  }

  /** True in one of so many cases. */
  oneIn(count: number): boolean {
    return this.next(count) === count - 1;
  }

  list<Value>(minimum: number, maximum: number, make: (index: number) => Value): Value[] {
    const length = minimum + this.next(maximum - minimum + 1);
    return Array.from({ length }, (_, index) => make(index));
  }
}

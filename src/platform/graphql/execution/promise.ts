export type PromiseOrValue<T> = Promise<T> | T;

/** True for everything that has a method `then`, which is read once: as graphql-js decides it. */
export function isPromise<T>(value: PromiseOrValue<T>): value is Promise<T> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as Partial<Promise<T>>).then === 'function'
  );
}

/** Gives a copy in which each promise is replaced by its value. */
export function settleMembers(members: Record<string, unknown>): Promise<Record<string, unknown>> {
  return Promise.all(Object.values(members)).then((values) => {
    const result = Object.setPrototypeOf({}, null) as Record<string, unknown>;
    Object.keys(members).forEach((key, index) => (result[key] = values[index]));
    return result;
  });
}

export type PromiseOrValue<T> = Promise<T> | T;

/** True for everything that `await` waits for, as graphql-js decides it. */
export function isPromise<T>(value: PromiseOrValue<T>): value is Promise<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

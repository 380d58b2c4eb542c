import { isDeepStrictEqual } from 'node:util';

type Json = Readonly<Record<string, unknown>>;

/** Three states of one file. */
export interface ThreeWays<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

export interface MergedJson {
  readonly value: Json;
  /** Keys that both sides changed in different ways; ours are kept. */
  readonly conflicts: readonly string[];
}

/** Takes what changed between `base` and `theirs` over into `ours`, key by key. */
export function mergeKeys({ base, ours, theirs }: ThreeWays<Json>): MergedJson {
  const value: Record<string, unknown> = { ...ours };
  const conflicts: string[] = [];
  for (const key of new Set([...Object.keys(base), ...Object.keys(theirs)])) {
    if (isDeepStrictEqual(base[key], theirs[key])) continue;
    if (isDeepStrictEqual(ours[key], theirs[key])) continue;
    // What the project took out stays out, whatever the template made of it.
    if (!(key in ours) && key in base) continue;
    if (!isDeepStrictEqual(ours[key], base[key])) conflicts.push(key);
    else if (key in theirs) value[key] = theirs[key];
    else delete value[key];
  }
  return { value, conflicts };
}

/** Like `mergeKeys`, for some members of a JSON file that are maps themselves. */
export function mergeSections(
  files: ThreeWays<Json>,
  sections: readonly string[],
  { sorted }: { readonly sorted: boolean },
): MergedJson {
  const value: Record<string, unknown> = { ...files.ours };
  const conflicts: string[] = [];
  for (const section of sections) {
    const part = ({ [section]: map = {} }: Json) => map as Json;
    const [base, ours, theirs] = [part(files.base), part(files.ours), part(files.theirs)];
    const merged = mergeKeys({ base, ours, theirs });
    conflicts.push(...merged.conflicts.map((key) => `${section}.${key}`));
    const keys = Object.keys(merged.value);
    const order = sorted ? keys.sort() : keys;
    if (keys.length > 0 || section in files.ours) {
      value[section] = Object.fromEntries(order.map((key) => [key, merged.value[key]]));
    }
  }
  return { value, conflicts };
}

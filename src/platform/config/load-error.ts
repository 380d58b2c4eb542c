const EARLY = /^Cannot access '(\w+)' before initialization$/;

/** Says what to do where two files that import each other cannot be loaded; others stay as they are. */
export function explainLoadError(error: unknown): unknown {
  const [, name] = (error instanceof ReferenceError && EARLY.exec(error.message)) || [];
  if (name === undefined) return error;
  return new Error(
    `${name} is used before its file is loaded, because two files import each other. Where a property has ` +
      `that type, write Relation<${name}> instead: import type { Relation } from platform/graphql/index.js.`,
    { cause: error },
  );
}

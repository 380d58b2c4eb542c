import { isNonNullType, locatedError, responsePathAsArray } from 'graphql';
import type { FieldNode, GraphQLError, GraphQLOutputType, GraphQLResolveInfo } from 'graphql';

/** A place in the answer: a list that leads from the field or item to the root. */
export type Path = GraphQLResolveInfo['path'];

/** The errors of an answer, in the order in which they occurred. */
export class CollectedErrors {
  readonly all: GraphQLError[] = [];
  /** Where null stands in the answer because of an error; undefined for the whole of it. */
  readonly #nulled = new Set<Path | undefined>();

  /** Leaves out an error in a part of the answer that is null already. */
  add(error: GraphQLError, path: Path | undefined): void {
    if (this.#isNulled(path)) return;
    this.#nulled.add(path);
    this.all.push(error);
  }

  /**
   * Gives null for a field or item that may be null.
   *
   * @throws the located error for one that may not: what contains it becomes null
   */
  handle(raw: unknown, type: GraphQLOutputType, path: Path, nodes: readonly FieldNode[]): null {
    const error = locatedError(raw, nodes, responsePathAsArray(path));
    if (isNonNullType(type)) throw error;
    this.add(error, path);
    return null;
  }

  #isNulled(path: Path | undefined): boolean {
    if (this.#nulled.size === 0) return false;
    for (let place = path; place; place = place.prev) if (this.#nulled.has(place)) return true;
    return this.#nulled.has(undefined);
  }
}

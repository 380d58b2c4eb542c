import { Kind, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { isConditional } from './collect-fields.js';
import type { Fragments } from './execution.js';
import { SelectionPlan } from './selection-plan.js';

/**
 * The facts about a document that do not depend on an execution, kept as long as the document. A schema
 * has plans of its own. Where `@skip` or `@include` reads a variable, each execution has one.
 */
export class DocumentPlan {
  static readonly #known = new WeakMap<DocumentNode, DocumentPlan>();

  readonly fragments: Fragments = Object.create(null) as Fragments;
  readonly #isConditional: boolean;
  readonly #plans = new WeakMap<GraphQLSchema, Map<OperationDefinitionNode, SelectionPlan>>();

  private constructor(document: DocumentNode) {
    this.#isConditional = isConditional(document);
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.fragments[node.name.value] = node;
    }
  }

  static of(document: DocumentNode): DocumentPlan {
    const known = DocumentPlan.#known.get(document);
    if (known) return known;
    const plan = new DocumentPlan(document);
    DocumentPlan.#known.set(document, plan);
    return plan;
  }

  /** The plan for the root fields of an operation. */
  selectionOf(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    variableValues: Record<string, unknown>,
  ): SelectionPlan {
    const { fragments } = this;
    const create = () =>
      new SelectionPlan({ schema, fragments, variableValues }, [operation.selectionSet]);
    if (this.#isConditional) return create();
    const plans = this.#plans.get(schema) ?? new Map<OperationDefinitionNode, SelectionPlan>();
    const known = plans.get(operation);
    if (known) return known;
    const plan = create();
    this.#plans.set(schema, plans.set(operation, plan));
    return plan;
  }
}

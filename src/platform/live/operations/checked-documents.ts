import { Injectable } from '@nestjs/common';
import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { Settings } from '../../config/settings.js';
import { checkDocument, createDocumentRules } from '../../graphql/check-operation.js';

const MAXIMUM_DOCUMENTS = 500;
const MAXIMUM_CHARACTERS = 50_000;
const MAXIMUM_INVALID = 100;

/** Checks documents by the rules that hold for HTTP, and remembers what they are found to be. */
@Injectable()
export class CheckedDocuments {
  readonly #rules;
  readonly #valid = new LRUCache<string, DocumentNode>({
    max: MAXIMUM_DOCUMENTS,
    maxSize: MAXIMUM_CHARACTERS,
    maxEntrySize: MAXIMUM_CHARACTERS / 20,
    sizeCalculation: (_, query) => query.length,
  });

  /** The errors of the others, without their parsed text. */
  readonly #invalid = new LRUCache<string, readonly GraphQLError[]>({
    max: MAXIMUM_INVALID,
    maxSize: MAXIMUM_CHARACTERS,
    maxEntrySize: MAXIMUM_CHARACTERS / 5,
    sizeCalculation: (_, query) => Math.max(1, query.length),
  });

  constructor(settings: Settings) {
    this.#rules = createDocumentRules(settings);
  }

  isValid(query: string): boolean {
    return this.#valid.has(query);
  }

  /** The document, or what is wrong with it. */
  check(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#valid.get(query) ?? this.#invalid.get(query);
    if (known) return known;
    const document = checkDocument(schema, this.#rules, query);
    if ('kind' in document) this.#valid.set(query, document);
    else this.#invalid.set(query, document.map(withoutNodes));
    return document;
  }
}

/** With the same message, places and code. */
function withoutNodes({ message, source, positions, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, {
    source: source ?? null,
    positions: positions ?? null,
    extensions,
  });
}

import { Injectable } from '@nestjs/common';
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { Settings } from '../../config/settings.js';
import { checkDocument } from '../../graphql/check-operation.js';
import { createDocumentRules } from '../../graphql/document-rules.js';

const MAXIMUM_DOCUMENTS = 500;
const MAXIMUM_CHARACTERS = 50_000;

/** Checks documents by the rules that hold for HTTP, and remembers those that are valid. */
@Injectable()
export class CheckedDocuments {
  readonly #rules;
  readonly #valid = new LRUCache<string, DocumentNode>({
    max: MAXIMUM_DOCUMENTS,
    maxSize: MAXIMUM_CHARACTERS,
    sizeCalculation: (_, query) => query.length,
  });

  constructor(settings: Settings) {
    this.#rules = createDocumentRules(settings);
  }

  /** The document, or what is wrong with it. */
  check(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#valid.get(query);
    if (known) return known;
    const document = checkDocument(schema, this.#rules, query);
    if ('kind' in document) this.#valid.set(query, document);
    return document;
  }
}

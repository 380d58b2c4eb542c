import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import {
  getOperationAST,
  OperationTypeNode,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { JSON_TYPE } from '../../http/http-preconditions.js';
import { chooseMediaType } from '../../http/media-type.js';
import { isJsonObject } from '../../upstream/json-object.js';

const MAXIMUM_DOCUMENTS = 1_000;
/** Of all sources together; a parsed document takes some 200 bytes for each character. */
const MAXIMUM_CHARACTERS = 100_000;

/** A request whose document Apollo found valid before, so that it only has to be executed. */
export interface ValidatedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
  /** The media type of the answer. */
  readonly mediaType: string;
}

/** Remembers the documents that passed Apollo's parser, the limits and the validation. */
export class ValidatedOperations {
  readonly #documents = new LRUCache<string, DocumentNode>({
    max: MAXIMUM_DOCUMENTS,
    maxSize: MAXIMUM_CHARACTERS,
    maxEntrySize: MAXIMUM_CHARACTERS / 20,
    sizeCalculation: (_, source) => source.length,
  });

  /** Learns from Apollo which documents are valid. */
  readonly plugin: ApolloServerPlugin = {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ source, document }) => {
          this.#documents.set(source, document);
          return Promise.resolve();
        },
      }),
  };

  isKnown(source: string): boolean {
    return this.#documents.has(source);
  }

  /** Returns undefined for a request that is new, or that Apollo may refuse. */
  find({ method, headers, body }: FastifyRequest): ValidatedOperation | undefined {
    // With this type no page of another origin can send it without a preflight: Apollo's rule
    // against cross-site request forgery is met.
    if (method !== 'POST' || !JSON_TYPE.test(headers['content-type'] ?? '')) return undefined;
    const mediaType = chooseMediaType(headers.accept);
    if (mediaType === undefined || !isJsonObject(body)) return undefined;
    const { query, operationName = null, variables = null, extensions = null } = body;
    if (operationName !== null && typeof operationName !== 'string') return undefined;
    if (variables !== null && !isJsonObject(variables)) return undefined;
    if (extensions !== null && (!isJsonObject(extensions) || 'persistedQuery' in extensions)) {
      return undefined;
    }
    const document = typeof query === 'string' ? this.#documents.get(query) : undefined;
    const operation = document && getOperationAST(document, operationName);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
    return {
      document,
      operation,
      operationName: operationName ?? undefined,
      variables: variables ?? undefined,
      mediaType,
    };
  }
}

import { Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { ApiException } from '../../http/api.exception.js';
import { priceOfDocument, REFUSAL_POINTS } from '../../http/rate-limit/points.js';
import { findOperation } from '../../graphql/check-operation.js';
import { OperationPoints } from '../../graphql/cost/operation-points.js';
import { TrustedDocuments } from '../../graphql/documents/trusted-documents.js';
import { CheckedDocuments } from './checked-documents.js';

/** What a client subscribes to. */
export interface SubscribePayload {
  /** Empty where the document is named by its hash. */
  readonly query: string;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** To start a subscription takes that long, however little it asks for, and no rate limit counts it. */
const FOR_START = 50;

export interface PaidOperation {
  readonly query: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Points of the operation, and of each event. */
  readonly cost: number;
}

/** Finds the operation that a client subscribes to, and takes the points that it costs. */
@Injectable()
export class PaidOperations {
  constructor(
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly documents: CheckedDocuments,
    private readonly trusted: TrustedDocuments,
    private readonly points: OperationPoints,
  ) {}

  /**
   * The operation, or why it is not executed. A part is paid for before anything is done: more for a
   * document that is not known to be valid.
   */
  async find(
    payload: SubscribePayload,
    owner: string,
  ): Promise<PaidOperation | readonly GraphQLError[]> {
    const query = this.#resolve(payload);
    if (query instanceof GraphQLError) return this.#refuse(owner, query);
    const price = this.documents.isValid(query) ? FOR_START : priceOfDocument(query);
    const overdrawn = await this.points.take(owner, price);
    if (overdrawn) return [overdrawn];
    const { schema } = this.schemaHost;
    const document = this.documents.check(schema, query);
    if (!('kind' in document)) return document;
    const { operationName, variables } = payload;
    const operation = findSubscription(document, operationName);
    if (operation instanceof GraphQLError) return this.#refuse(owner, operation);
    const cost = this.points.costOf({ schema, document, operation, variables });
    if (cost instanceof GraphQLError) {
      this.points.chargeRefusal(owner);
      return [cost];
    }
    const refusal = cost > price && (await this.points.take(owner, cost - price));
    return refusal ? [refusal] : { query, document, operation, cost };
  }

  /** A refusal is paid for, too. */
  async #refuse(owner: string, error: GraphQLError): Promise<readonly GraphQLError[]> {
    return [(await this.points.take(owner, REFUSAL_POINTS)) ?? error];
  }

  /** The text of the document, also where the client sent its hash. */
  #resolve(payload: SubscribePayload): string | GraphQLError {
    try {
      return this.trusted.resolve(payload).query;
    } catch (error) {
      if (!(error instanceof ApiException)) throw error;
      return new GraphQLError(error.message, { originalError: error });
    }
  }
}

function findSubscription(
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationDefinitionNode | GraphQLError {
  const operation = findOperation(document, operationName);
  if (operation instanceof GraphQLError) return operation;
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) return operation;
  return new GraphQLError('Only subscriptions run over WebSocket: send this over HTTP.', {
    extensions: { code: 'BAD_REQUEST' },
  });
}

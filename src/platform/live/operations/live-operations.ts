import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  createSourceEventStream,
  GraphQLError,
  Kind,
  locatedError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { Caller } from '../../auth/caller.js';
import { AccessGuard } from '../../auth/access/access.guard.js';
import { ApiException } from '../../http/api.exception.js';
import { RequestDeadlineException } from '../../http/request-lifetime.js';
import { priceOfDocument, REFUSAL_POINTS } from '../../http/rate-limit/points.js';
import { stateOf } from '../../http/request-state.js';
import { withDeadline } from '../../upstream/deadline.js';
import { findOperation } from '../../graphql/check-operation.js';
import { TrustedDocuments } from '../../graphql/documents/trusted-documents.js';
import { OperationPoints } from '../../graphql/cost/operation-points.js';
import { noteInputErrors } from '../../graphql/input-errors.js';
import { execute } from '../../graphql/executor.js';
import type { PromiseOrValue } from '../../graphql/execution/promise.js';
import { responseKeyOf } from '../../graphql/response-key.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from '../live-limits.js';
import { answerOf } from './answer-of.js';
import { CheckedDocuments } from './checked-documents.js';
import { EventPoints } from './event-points.js';
import { EventStream } from './event-stream.js';
import { contextFor, executionContextFor } from './execution-context.js';
import { LiveLifetime, LiveRequest, type Handshake } from './live-request.js';
import { SharedAnswers } from './shared-answers.js';

/** What a client subscribes to. */
export interface SubscribePayload {
  /** Empty where the document is named by its hash. */
  readonly query: string;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** As graphql-ws expects it, with the stream that has been started already. */
export interface StartedOperation extends ExecutionArgs {
  readonly stream: EventStream;
}

interface FoundOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Points of the operation, and of each event. */
  readonly cost: number;
}

/** Starts subscriptions: by the rules for documents that hold for HTTP, and behind the same guards. */
@Injectable()
export class LiveOperations {
  readonly #shared = new SharedAnswers();

  constructor(
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly permissions: AccessGuard,
    private readonly documents: CheckedDocuments,
    private readonly trusted: TrustedDocuments,
    private readonly points: OperationPoints,
    private readonly eventPoints: EventPoints,
    @Inject(LIVE_LIMITS_TOKEN) private readonly limits: LiveLimits,
  ) {}

  /** @param owner whose points it takes */
  async start(
    named: SubscribePayload,
    handshake: Handshake,
    owner: string,
  ): Promise<StartedOperation | readonly GraphQLError[]> {
    const payload = this.#resolve(named);
    if (payload instanceof GraphQLError) {
      const overdrawn = await this.points.take(owner, REFUSAL_POINTS);
      return [overdrawn ?? payload];
    }
    const { schema } = this.schemaHost;
    const { variables } = payload;
    const found = await this.#find(schema, payload, owner);
    if (!('operation' in found)) return found;
    const { document, operation, cost } = found;
    const lifetime = new LiveLifetime();
    const request = new LiveRequest(handshake, { lifetime });
    const args: ExecutionArgs = {
      schema,
      document,
      operationName: operation.name?.value ?? null,
      variableValues: variables ?? null,
      contextValue: contextFor(request),
    };
    const path = rootKeyOf(operation);
    const events = await this.#subscribe(args, lifetime, path);
    if (!(Symbol.asyncIterator in events)) return events;
    // The guard knows the caller now.
    const key = questionOf(payload, request);
    const stream = new EventStream({
      source: events[Symbol.asyncIterator](),
      execute: (event) => {
        this.eventPoints.take(owner, cost);
        const execute = () => this.#execute({ ...args, rootValue: event }, request);
        return this.#bound(this.#shared.find(event, key, execute));
      },
      lifetime,
      path,
    });
    return { ...args, stream };
  }

  #resolve(payload: SubscribePayload): SubscribePayload | GraphQLError {
    try {
      return this.trusted.resolve(payload);
    } catch (error) {
      if (!(error instanceof ApiException)) throw error;
      return new GraphQLError(error.message, { originalError: error });
    }
  }

  /** The operation, once it is paid for. */
  async #find(
    schema: GraphQLSchema,
    { query, operationName, variables }: SubscribePayload,
    owner: string,
  ): Promise<FoundOperation | readonly GraphQLError[]> {
    const price = this.documents.isValid(query) ? 0 : priceOfDocument(query);
    const overdrawn = price > 0 && (await this.points.take(owner, price));
    if (overdrawn) return [overdrawn];
    const document = this.documents.check(schema, query);
    if (!('kind' in document)) return document;
    const operation = findSubscription(document, operationName);
    const isFound = !(operation instanceof GraphQLError);
    const cost = isFound
      ? this.points.costOf({ schema, document, operation, variables })
      : REFUSAL_POINTS;
    if (cost instanceof GraphQLError) return [cost];
    const refusal = await this.points.take(owner, cost);
    if (refusal) return [refusal];
    return isFound ? { document, operation, cost } : [operation];
  }

  async #subscribe(
    args: ExecutionArgs,
    lifetime: LiveLifetime,
    path: string,
  ): Promise<AsyncIterable<unknown> | readonly GraphQLError[]> {
    const subscribing = createSourceEventStream(args);
    try {
      const outcome = await this.#bound(subscribing);
      if (isStream(outcome)) return outcome;
      noteInputErrors(outcome.errors ?? [], args);
      return outcome.errors ?? [];
    } catch (error) {
      lifetime.end(error instanceof Error ? error : new Error(String(error)));
      // A stream that comes too late must not stay subscribed.
      subscribing.then(endStream, () => undefined);
      return [locatedError(error, undefined, [path])];
    }
  }

  #bound<T>(work: PromiseOrValue<T>): PromiseOrValue<T> {
    const { executeMs } = this.limits;
    if (!(work instanceof Promise)) return work;
    return withDeadline(executeMs, work, () => new RequestDeadlineException(executeMs));
  }

  /** Checks permissions as well: they may have changed since the subscription began. */
  #execute(
    args: ExecutionArgs,
    subscription: LiveRequest,
  ): PromiseOrValue<FormattedExecutionResult> {
    // Each event has a request of its own, so that nothing is cached from one event to the next, and
    // does not end with the first of those who share its answer.
    const { caller, target } = stateOf(subscription);
    const request = new LiveRequest(subscription, { lifetime: new LiveLifetime(), caller });
    const answer = () =>
      answerOf(execute({ ...args, contextValue: contextFor(request) }), request, args);
    const verdict = !target || this.permissions.canActivate(executionContextFor(request, target));
    return verdict === true ? answer() : Promise.resolve(verdict).then(answer);
  }
}

type Outcome = Awaited<ReturnType<typeof createSourceEventStream>>;

function isStream(outcome: Outcome): outcome is AsyncIterable<unknown> {
  return Symbol.asyncIterator in outcome;
}

function endStream(outcome: Outcome): void {
  if (isStream(outcome)) void outcome[Symbol.asyncIterator]().return?.();
}

/** All that an answer to an event depends on; an anonymous question is never shared. */
function questionOf({ query, operationName, variables }: SubscribePayload, request: LiveRequest) {
  const { caller } = stateOf(request);
  const token = caller instanceof Caller ? caller.accessToken : randomUUID();
  return JSON.stringify([query, operationName, variables, token, request.ip]);
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

function rootKeyOf({ selectionSet }: OperationDefinitionNode): string {
  const [field] = selectionSet.selections;
  return field?.kind === Kind.FIELD ? responseKeyOf(field) : 'subscription';
}

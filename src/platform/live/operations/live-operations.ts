import { Inject, Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  createSourceEventStream,
  Kind,
  locatedError,
  type ExecutionArgs,
  type GraphQLError,
  type OperationDefinitionNode,
} from 'graphql';
import { RequestDeadlineException } from '../../http/request-lifetime.js';
import { Lifetime } from '../../http/request-state.js';
import { EXECUTION_OPTIONS, noteInputErrors } from '../../graphql/input-errors.js';
import type { PromiseOrValue } from '../../graphql/execution/promise.js';
import { responseKeyOf } from '../../graphql/field-limits.js';
import { withDeadline } from '../../upstream/deadline.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from '../live-limits.js';
import { EventExecutor } from './event-executor.js';
import { EventPoints } from './event-points.js';
import { EventStream } from './event-stream.js';
import { contextFor, LiveRequest, type Handshake } from './live-request.js';
import { PaidOperations, type SubscribePayload } from './paid-operations.js';

/** As graphql-ws expects it, with the stream that has been started already. */
export interface StartedOperation extends ExecutionArgs {
  readonly stream: EventStream;
}

/** Starts subscriptions: by the rules for documents that hold for HTTP, and behind the same guards. */
@Injectable()
export class LiveOperations {
  constructor(
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly operations: PaidOperations,
    private readonly executor: EventExecutor,
    private readonly eventPoints: EventPoints,
    @Inject(LIVE_LIMITS_TOKEN) private readonly limits: LiveLimits,
  ) {}

  /** @param owner whose points it takes */
  async start(
    payload: SubscribePayload,
    handshake: Handshake,
    owner: string,
  ): Promise<StartedOperation | readonly GraphQLError[]> {
    const found = await this.operations.find(payload, owner);
    if (!('operation' in found)) return found;
    const { query, document, operation, cost } = found;
    const { operationName, variables } = payload;
    const lifetime = new Lifetime();
    const request = new LiveRequest(handshake, { lifetime });
    const args: ExecutionArgs = {
      schema: this.schemaHost.schema,
      document,
      operationName: operation.name?.value ?? null,
      variableValues: variables ?? null,
      contextValue: contextFor(request),
      options: EXECUTION_OPTIONS,
    };
    const path = rootKeyOf(operation);
    const events = await this.#subscribe(args, lifetime, path);
    if (!(Symbol.asyncIterator in events)) return events;
    // The guard knows the caller now.
    const execute = this.executor.createFor(args, [query, operationName, variables], request);
    const stream = new EventStream({
      source: events[Symbol.asyncIterator](),
      execute: (event) => {
        this.eventPoints.take(owner, cost);
        return this.#bound(execute(event));
      },
      lifetime,
      path,
    });
    return { ...args, stream };
  }

  async #subscribe(
    args: ExecutionArgs,
    lifetime: Lifetime,
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
      subscribing.then(endStream).catch(() => undefined);
      return [locatedError(error, undefined, [path])];
    }
  }

  #bound<T>(work: PromiseOrValue<T>): PromiseOrValue<T> {
    const { executeMs } = this.limits;
    if (!(work instanceof Promise)) return work;
    return withDeadline(executeMs, work, () => new RequestDeadlineException(executeMs));
  }
}

type Outcome = Awaited<ReturnType<typeof createSourceEventStream>>;

function isStream(outcome: Outcome): outcome is AsyncIterable<unknown> {
  return Symbol.asyncIterator in outcome;
}

async function endStream(outcome: Outcome): Promise<void> {
  if (isStream(outcome)) await outcome[Symbol.asyncIterator]().return?.();
}

function rootKeyOf({ selectionSet }: OperationDefinitionNode): string {
  const [field] = selectionSet.selections;
  return field?.kind === Kind.FIELD ? responseKeyOf(field) : 'subscription';
}

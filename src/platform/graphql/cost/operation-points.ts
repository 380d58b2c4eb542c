import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { GqlAuthGuard } from '../../auth/gql-auth.guard.js';
import { Settings } from '../../config/settings.js';
import { askedPoints } from '../../http/load.metrics.js';
import {
  kindOf,
  ownerOfAddress,
  Points,
  priceOfDocument,
  REFUSAL_POINTS,
} from '../../http/rate-limit/points.js';
import type { Verdict } from '../../http/rate-limit/sliding-window.js';
import { stateOf } from '../../http/request-state.js';
import { AccessMap } from '../access-map.js';
import type { PromiseOrValue } from '../execution/promise.js';
import { findTooDeepVariable } from '../variable-depth.js';
import { targetOf } from '../answer.js';
import { costOf } from './cost-of.js';
import { OperationTooExpensiveException } from './operation-too-expensive.exception.js';
import { rootFieldsOf } from './root-fields.js';

/** A valid operation that has not been executed yet. */
interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

type Refusal = PromiseOrValue<GraphQLError | undefined>;

/** Decides by its cost whether an operation may be executed, whichever transport brings it. */
@Injectable()
export class OperationPoints {
  /** For what Apollo executes. */
  readonly plugin: ApolloServerPlugin<BaseContext> = {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: async ({ schema, document, operation, request, contextValue }) => {
          const { req } = contextValue as { readonly req?: FastifyRequest };
          const { variables } = request;
          if (!operation || !req) return;
          const refusal = await this.admit(req, { schema, document, operation, variables });
          if (refusal) throw refusal;
        },
      }),
  };
  /** False where nothing is taken from anybody. */
  readonly isCounted: boolean;
  #protected: ReadonlySet<string> | undefined;

  constructor(
    private readonly settings: Settings,
    private readonly points: Points,
    private readonly access: AccessMap,
    private readonly guard: GqlAuthGuard,
  ) {
    this.isCounted = !points.isOff;
  }

  /** For work that is done already. */
  charge(owner: string, cost: number): void {
    this.points.charge(owner, cost);
  }

  /** For an operation that is refused for its size: it takes as long to count as the dearest one. */
  chargeRefusal(owner: string): void {
    this.charge(owner, Math.max(REFUSAL_POINTS, this.settings.maxOperationPoints));
  }

  /**
   * Undefined where the operation may be executed. What asks for protected fields is paid for when
   * the guard knows the caller, everything else at once, by the address.
   */
  admit(request: FastifyRequest, operation: Operation): Refusal {
    const cost = this.costOf(operation);
    if (cost instanceof GraphQLError) {
      this.chargeRefusal(ownerOfAddress(request.ip));
      return cost;
    }
    if (!this.isCounted) return undefined;
    const isProtected = this.#protectionOf(operation);
    if (!isProtected.includes(true)) return this.take(ownerOfAddress(request.ip), cost);
    if (isProtected.includes(false)) return this.#admitMixed(request, cost);
    stateOf(request).points = cost;
    return undefined;
  }

  /** Where the guard refuses the protected fields, the public ones beside them are executed all the same. */
  async #admitMixed(request: FastifyRequest, cost: number): Promise<GraphQLError | undefined> {
    try {
      await this.guard.authenticate(request);
    } catch {
      return this.take(ownerOfAddress(request.ip), Math.max(REFUSAL_POINTS, cost));
    }
    stateOf(request).points = cost;
    return undefined;
  }

  /** The cost of an operation, or why it is not executed for any caller. */
  costOf({ schema, document, operation, variables }: Operation): number | GraphQLError {
    const tooDeep = findTooDeepVariable(variables);
    if (tooDeep) return toGraphqlError(tooDeep);
    const { maxOperationPoints: limit, isProduction } = this.settings;
    if (limit === 0 && !this.isCounted) return 0;
    const cost = costOf(schema, document, operation, variables) ?? this.#priceOfWrong(variables);
    if (askedPoints.isObserved) askedPoints.publish({ target: targetOf(operation), points: cost });
    if (limit === 0 || cost <= limit) return cost;
    return toGraphqlError(new OperationTooExpensiveException(cost, limit, isProduction));
  }

  /** Undefined where the owner's points cover the cost. */
  take(owner: string, cost: number): Refusal {
    if (!this.isCounted) return undefined;
    const judge = (verdict: Verdict) => {
      if (verdict.isAllowed) return undefined;
      return toGraphqlError(this.points.refusalOf(verdict, kindOf(owner)));
    };
    const verdict = this.points.take(owner, cost);
    return verdict instanceof Promise ? verdict.then(judge, toGraphqlError) : judge(verdict);
  }

  /** Nothing is executed, but each message about wrong variables repeats what the client has sent. */
  #priceOfWrong(variables: Operation['variables']): number {
    const { maxOperationPoints: limit } = this.settings;
    return Math.min(priceOfDocument(JSON.stringify(variables ?? {})), limit || Infinity);
  }

  /** For each root field that is executed, whether it needs a token. */
  #protectionOf({ schema, document, operation, variables }: Operation): readonly boolean[] {
    this.#protected ??= new Set(
      [...this.access.read()].filter(([, { isPublic }]) => !isPublic).map(([name]) => name),
    );
    try {
      return rootFieldsOf(schema, document, operation, variables ?? {}).map(
        (field) => this.#protected?.has(field) === true,
      );
    } catch {
      // Nothing is executed.
      return [];
    }
  }
}

function toGraphqlError(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError });
}

import { unwrapResolverError } from '@apollo/server/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Kind,
  type GraphQLError,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { GqlAuthGuard } from '../../auth/gql-auth.guard.js';
import type { AuthenticatedRequest } from '../../auth/request-of.js';
import { UnauthenticatedException } from '../../auth/refusals/unauthenticated.exception.js';
import { headOf, recordOutcome, reportErrors } from '../answer.js';
import { isWithoutFilters } from './refusal-conditions.js';

/** A refusal as it was answered before. */
interface Answer {
  readonly errors: readonly GraphQLError[];
  readonly formatted: readonly GraphQLFormattedError[];
  readonly text: string;
}

/**
 * Answers a bad token as it was answered before, without the execution, which costs more than the
 * verification. It can only refuse: a request with a good token is executed, and guarded there.
 *
 * An answer is learned where the guard refused the one root field of an operation without variables,
 * with a refusal that holds nothing of a request. Then the same refusal of the guard, which runs
 * before anything else, has the same answer.
 */
export class LearnedRefusals {
  readonly #answers = new WeakMap<OperationDefinitionNode, Map<unknown, Answer>>();

  /** @param isAlone whether the guard decides first, and nothing changes what it throws */
  constructor(
    private readonly guard: GqlAuthGuard,
    private readonly isAlone: () => boolean,
  ) {}

  /** Undefined where the operation has to be executed. */
  find(
    operation: OperationDefinitionNode,
    request: FastifyRequest,
  ): Answer | undefined | Promise<Answer | undefined> {
    const answers = this.#answers.get(operation);
    if (!answers) return undefined;
    const verdict = this.guard.authenticate(request);
    if (typeof verdict === 'boolean') return undefined;
    return verdict.then(
      () => undefined,
      (refusal: unknown) => answers.get(refusal),
    );
  }

  async learn(
    operation: OperationDefinitionNode,
    request: FastifyRequest,
    answer: Answer,
  ): Promise<void> {
    const { verdict, guarded } = request as AuthenticatedRequest;
    const [error, ...others] = answer.errors;
    const refusal = error && unwrapResolverError(error);
    if (!isSimple(operation) || others.length > 0 || error?.path?.length !== 1) return;
    if (!isReusable(refusal) || !guarded || !guarded.every(isWithoutFilters)) return;
    if (refusal !== (await reasonOf(verdict)) || !this.isAlone()) return;
    const answers = this.#answers.get(operation) ?? new Map<unknown, Answer>();
    this.#answers.set(operation, answers.set(refusal, answer));
  }
}

/** Sends a learned answer, and records it as any other. */
export function refuse(
  operation: OperationDefinitionNode,
  { errors, formatted, text }: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): string {
  const { status, headers } = headOf(errors);
  reportErrors(errors, request);
  recordOutcome(request, operation, formatted);
  void reply.status(status).headers(headers);
  return text;
}

/** One field whose arguments are known, and no directive that may leave it out. */
function isSimple({ variableDefinitions, selectionSet }: OperationDefinitionNode): boolean {
  const [field, ...others] = selectionSet.selections;
  return (
    (variableDefinitions ?? []).length === 0 &&
    field?.kind === Kind.FIELD &&
    (field.directives ?? []).length === 0 &&
    others.length === 0
  );
}

/** One object for all requests: with a hint it holds something of this one. */
function isReusable(refusal: unknown): boolean {
  return (
    refusal instanceof UnauthenticatedException &&
    refusal === UnauthenticatedException.because(refusal.reason)
  );
}

async function reasonOf(verdict: boolean | Promise<boolean> | undefined): Promise<unknown> {
  try {
    await verdict;
    return undefined;
  } catch (refusal) {
    return refusal;
  }
}

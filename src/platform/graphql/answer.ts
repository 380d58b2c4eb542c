import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  GraphQLError,
  Kind,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
} from 'graphql';
import type { ErrorResponse } from '../http/error-response.js';
import { stateOf, type OperationRecord } from '../http/request-state.js';
import { boundErrors, MAXIMUM_ERRORS } from './bounded-errors.js';
import { errorResponseOf, formatError } from './format-error.js';
import { noteInputErrors, type ExecutedInput } from './input-errors.js';

/** Status and headers of an HTTP answer. */
export type Head = Pick<ErrorResponse, 'status' | 'headers'>;

/** The gravest first: the status of an answer with several errors. */
const GRAVITY = [500, 503, 501, 401, 403, 404, 400];

/** Apollo or graphql-js refused the request itself. */
const BAD_REQUEST: Head = { status: 400, headers: {} };

const MAXIMUM_NAME = 64;

/** Where no valid operation was found. */
const NOT_FOUND: OperationRecord = { operation: 'anonymous', target: undefined, code: 'OK' };

const successes = new WeakMap<OperationDefinitionNode, OperationRecord>();

const logger = new Logger('GraphQL');

/**
 * Logs errors before they are masked. Apollo would take status and headers from the extension `http`
 * of an error, which may be an upstream's: removed.
 */
export function reportErrors(errors: readonly Error[], request?: Pick<FastifyRequest, 'id'>): void {
  for (const error of errors) {
    const failure = errorResponseOf(error);
    if (!failure) continue;
    logFailure(failure, error, request);
    if (error instanceof GraphQLError) delete error.extensions['http'];
  }
}

/**
 * Logs errors of an execution without Apollo, and formats them as Apollo does.
 *
 * @param input of the execution; without it no error concerns an argument
 */
export function describeErrors(
  errors: readonly GraphQLError[],
  request?: Pick<FastifyRequest, 'id'>,
  input?: ExecutedInput,
): GraphQLFormattedError[] {
  if (input) noteInputErrors(errors, input);
  reportErrors(errors, request);
  const formatted = errors.slice(0, MAXIMUM_ERRORS).map((error) => {
    const code = error.extensions['code'] ?? 'INTERNAL_SERVER_ERROR';
    return formatError({ ...error.toJSON(), extensions: { ...error.extensions, code } }, error);
  });
  return boundErrors(formatted);
}

/**
 * Status and headers of an answer without data: those of its gravest error (RFC 6750, section 3;
 * GraphQL over HTTP, section 6.4).
 */
export function headOf(errors: readonly unknown[]): Head {
  const heads = errors.map((error): Head => errorResponseOf(error) ?? BAD_REQUEST);
  return heads.reduce((one, other) => (gravity(other) < gravity(one) ? other : one));
}

/**
 * Records what was asked and how it ended, for the log line and the metrics of the request.
 *
 * @param operation undefined where the document is not valid
 */
export function recordOutcome(
  request: FastifyRequest,
  operation: OperationDefinitionNode | undefined,
  errors: readonly GraphQLFormattedError[] | undefined,
): void {
  const success = operation ? describeSuccess(operation) : NOT_FOUND;
  const state = stateOf(request);
  state.operation = errors
    ? { ...success, code: String(errors[0]?.extensions?.['code']) }
    : success;
  const reason = errors?.[0]?.extensions?.['reason'];
  if (typeof reason === 'string') state.reason = reason;
}

/** What an operation asks for, in words of the schema alone: `query me`. */
export function targetOf(operation: OperationDefinitionNode): string {
  return describeSuccess(operation).target ?? operation.operation;
}

/** The same for each execution of an operation, so it is described once. */
function describeSuccess(operation: OperationDefinitionNode): OperationRecord {
  const known = successes.get(operation);
  if (known) return known;
  const success = {
    operation: operation.name?.value.slice(0, MAXIMUM_NAME) ?? 'anonymous',
    target: describeTarget(operation),
    code: 'OK',
  };
  successes.set(operation, success);
  return success;
}

/** Such as `query me`; `query *` for several fields. The schema limits how many there are. */
function describeTarget({ operation, selectionSet }: OperationDefinitionNode): string {
  const names = selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? selection.name.value : '*',
  );
  const [first] = names;
  return `${operation} ${names.every((name) => name === first) ? first : '*'}`;
}

function gravity({ status }: Head): number {
  const rank = GRAVITY.indexOf(status);
  return rank === -1 ? GRAVITY.length : rank;
}

/** Logs what the client does not see; a refusal is expected, and an outage is logged where it begins. */
function logFailure(
  { status, extensions, isMasked }: ErrorResponse,
  error: Error,
  request?: Pick<FastifyRequest, 'id'>,
): void {
  const { code, reason, hint } = extensions;
  const of = `request ${request?.id ?? '-'}`;
  const what = [code, reason].filter(Boolean).join(' ');
  if (!isMasked) return logger.debug(`${what}, ${of}${hint ? `: ${hint}` : ''}`);
  const { stack } =
    'originalError' in error && error.originalError instanceof Error ? error.originalError : error;
  if (status === 500) logger.error(`Defect in ${of}`, stack);
  else logger.warn(`Failure in ${of}`, stack);
}

import { HttpException } from '@nestjs/common';
import { UnauthenticatedException } from '../../auth/refusals/unauthenticated.exception.js';
import { toErrorResponse } from '../../http/error-response.js';
import type { LimitHints } from '../limit-hints.js';

/** Why a socket is closed. The reason is a stable name that tells no secret. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
  /** The limit that the client has hit. */
  readonly limit?: keyof LimitHints;
}

/**
 * The close codes of this API: those of graphql-transport-ws where it has one. Clients of graphql-ws
 * come back after 1001, 1013 and 4403, and give up after the others.
 */
export const CLOSINGS = {
  shuttingDown: { code: 1001, reason: 'shutting_down' },
  tooLarge: { code: 1009, reason: 'message_too_large' },
  tooManyParts: { code: 1008, reason: 'too_many_parts' },
  notText: { code: 1007, reason: 'invalid_text' },
  notWebSocket: { code: 1002, reason: 'protocol_error' },
  overloaded: { code: 1013, reason: 'overloaded', limit: 'waiting' },
  slowReader: { code: 1013, reason: 'slow_reader' },
  issuerUnavailable: { code: 1013, reason: 'issuer_unavailable' },
  malformed: { code: 4400, reason: 'malformed_message' },
  tokenExpired: { code: 4403, reason: 'token_expired' },
  tooManySockets: { code: 4429, reason: 'too_many_sockets', limit: 'callerSockets' },
  tooManyOperations: { code: 4429, reason: 'too_many_operations', limit: 'socketSubscriptions' },
  operationsTooLarge: { code: 4429, reason: 'operations_too_large' },
  tooManySubscriptions: {
    code: 4429,
    reason: 'too_many_subscriptions',
    limit: 'callerSubscriptions',
  },
  tooManyMessages: { code: 4429, reason: 'too_many_messages', limit: 'socketMessages' },
  tooManyPoints: { code: 4429, reason: 'too_many_points', limit: 'callerPoints' },
  defect: { code: 4500, reason: 'internal_error' },
} as const satisfies Record<string, Closing>;

/** What `ws` finds wrong with the bytes of a client, and closes the socket for by itself. */
export const WS_CLOSINGS: Readonly<Record<string, Closing>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: CLOSINGS.tooLarge,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: CLOSINGS.tooLarge,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: CLOSINGS.tooManyParts,
  WS_ERR_INVALID_UTF8: CLOSINGS.notText,
};

/** The codes of the protocol itself, which graphql-ws closes with. */
const PROTOCOL_REASONS: Readonly<Record<number, string>> = {
  4400: CLOSINGS.malformed.reason,
  4401: 'not_acknowledged',
  4406: 'subprotocol_not_acceptable',
  4408: 'connection_init_timeout',
  4409: 'subscription_id_in_use',
  4429: 'second_connection_init',
};

/** Its own reasons are sentences, and one repeats what the client has sent. */
export function protocolClosing(code: number): Closing {
  return { code, reason: PROTOCOL_REASONS[code] ?? CLOSINGS.defect.reason };
}

/** The name of the reason, with a hint where there may be one. */
export function describeClosing({ reason, limit }: Closing, hints: Partial<LimitHints>): string {
  const hint = limit && hints[limit];
  return hint ? `${reason}: ${hint}` : reason;
}

/** How a socket ends whose caller is refused; undefined for a defect. */
export function closingFor(failure: unknown): Closing | undefined {
  if (failure instanceof UnauthenticatedException) return { code: 4401, reason: failure.reason };
  if (!(failure instanceof HttpException)) return undefined;
  const { status, extensions } = toErrorResponse(failure);
  if (status === 503) return CLOSINGS.issuerUnavailable;
  if (status === 500) return undefined;
  return { code: 4401, reason: extensions.reason ?? extensions.code.toLowerCase() };
}

import type { z } from 'zod';
import { zeroOr, wholeNumber } from './fields.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';

/** The variables that say how much clients may ask for, or take of the process; 0 switches a limit off. */
export const limitFields = {
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).optional(),
  CALLER_POINTS_PER_MINUTE: wholeNumber(0, 100_000_000).optional(),
  MAX_OPERATION_POINTS: wholeNumber(0, 100_000_000).optional(),
  MAX_EVENT_LOOP_DELAY_MS: zeroOr(20, 60_000).optional(),
  MAX_CONNECTIONS: zeroOr(10, 1_000_000).optional(),
  MAX_CALLER_SOCKETS: wholeNumber(0, 1_000_000).optional(),
  MAX_CALLER_SUBSCRIPTIONS: wholeNumber(0, 1_000_000).optional(),
  MAX_SOCKET_SUBSCRIPTIONS: wholeNumber(0, 1_000_000).optional(),
  // The largest message counts eleven times.
  SOCKET_MESSAGES_PER_SECOND: zeroOr(5, 1_000_000).optional(),
  MAX_PENDING_SOCKETS: zeroOr(20, 1_000_000).optional(),
  // Nothing is sent while a request is executed, which may take 15 s.
  MAX_STALLED_SECONDS: zeroOr(20, 3_600).optional(),
  BODY_MEMORY_MIB: wholeNumber(0, 100_000).optional(),
  TOKEN_MEMORY_MIB: wholeNumber(1, 1_024).optional(),
};

type Limits = z.output<z.ZodObject<typeof limitFields>>;

export function toLimitSettings(env: Limits, isProduction: boolean) {
  return {
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE ?? (isProduction ? 600 : 0),
    callerPointsPerMinute: env.CALLER_POINTS_PER_MINUTE ?? (isProduction ? 60_000 : 0),
    maxOperationPoints: env.MAX_OPERATION_POINTS ?? 2_000,
    maxEventLoopDelayMs: env.MAX_EVENT_LOOP_DELAY_MS ?? (isProduction ? 1_000 : 0),
    maxConnections: env.MAX_CONNECTIONS ?? 10_000,
    maxCallerSockets: env.MAX_CALLER_SOCKETS ?? 20,
    maxCallerSubscriptions: env.MAX_CALLER_SUBSCRIPTIONS ?? 100,
    maxSocketSubscriptions: env.MAX_SOCKET_SUBSCRIPTIONS ?? 20,
    socketMessagesPerSecond: env.SOCKET_MESSAGES_PER_SECOND ?? 50,
    maxPendingSockets: env.MAX_PENDING_SOCKETS ?? 2_000,
    maxStalledSeconds: env.MAX_STALLED_SECONDS ?? 30,
    bodyMemoryMib: env.BODY_MEMORY_MIB ?? 32,
    tokenMemoryMib: env.TOKEN_MEMORY_MIB ?? 8,
  };
}

/** The dearest operation must fit into a caller's minute, or it could never run. */
export function findLimitProblems(env: Limits, isProduction: boolean): EnvironmentProblem[] {
  const { callerPointsPerMinute: points, maxOperationPoints: dearest } = toLimitSettings(
    env,
    isProduction,
  );
  if (points === 0 || points >= dearest) return [];
  const remedy = `must be 0 (off) or at least MAX_OPERATION_POINTS, which is ${dearest} unless set.`;
  return [{ variable: 'CALLER_POINTS_PER_MINUTE', remedy }];
}

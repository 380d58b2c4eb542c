import type { z } from 'zod';
import { wholeNumber } from './fields.js';

/** The variables that say how much clients may ask for; 0 switches a limit off. */
export const limitFields = {
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).optional(),
  MAX_OPERATION_POINTS: wholeNumber(0, 100_000_000).optional(),
};

type Limits = z.output<z.ZodObject<typeof limitFields>>;

export function toLimitSettings(env: Limits, isProduction: boolean) {
  return {
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE ?? (isProduction ? 600 : 0),
    maxOperationPoints: env.MAX_OPERATION_POINTS ?? 2_000,
  };
}

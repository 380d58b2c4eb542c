let suspended: number | undefined;

/**
 * Runs `verify` without stack traces: jsonwebtoken collects two for each token that it refuses, which
 * costs half as much as the verification. Code of ours that it calls back calls
 * `resumeStackTraces()` first, or a defect there has no stack.
 */
export function withoutStackTraces(verify: () => void): void {
  suspended = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    verify();
  } finally {
    resumeStackTraces();
  }
}

export function resumeStackTraces(): void {
  if (suspended === undefined) return;
  Error.stackTraceLimit = suspended;
  suspended = undefined;
}

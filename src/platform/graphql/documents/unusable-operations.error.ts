/** Operations or manifests that cannot be served: one line for each problem, for the operator. */
export class UnusableOperationsError extends Error {
  override readonly name = 'UnusableOperationsError';

  constructor(readonly problems: readonly string[]) {
    super(`The operations cannot be used:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  }
}

/** One variable that cannot be used, and the remedy. Never holds a value. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly remedy: string;
}

/** The environment cannot be used; lists every problem at once, by name, without values. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';

  constructor(
    readonly problems: readonly EnvironmentProblem[],
    /** What may be the cause, such as a mistyped name. */
    warnings: readonly string[] = [],
  ) {
    const lines = problems.map(({ variable, remedy }) => `  ${variable} ${remedy}`);
    super(
      [
        `The API cannot start: ${problems.length} problem${problems.length === 1 ? '' : 's'} in the environment.`,
        ...lines,
        ...warnings.map((warning) => `  ${warning}`),
        'Set them in the environment or in .env; .env.example explains every variable.',
      ].join('\n'),
    );
  }
}

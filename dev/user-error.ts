/** Something that the reader of the message can mend; a stack trace would only hide it. */
export class UserError extends Error {}

/** Ends a command: what the user can mend in one sentence, a defect with its stack. */
export function fail(error: unknown): never {
  console.error(error instanceof UserError ? error.message : error);
  process.exit(1);
}

import type { ChildRunner } from './child-runner.js';
import { UserError } from '../user-error.js';

/** The Nest command line, run by this very Node. */
export const NEST_CLI = 'node_modules/@nestjs/cli/bin/nest.js';

/** Builds the API into `dist`; the compiler's output is shown only where it fails. */
export async function build(children: ChildRunner): Promise<void> {
  console.log('Building the API …');
  const { code, output } = await children.run([NEST_CLI, 'build'], { isQuiet: true });
  if (code !== 0 && !children.isStopping) throw new UserError(`${output}\nThe build failed.`);
}

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UserError } from './user-error.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads a command line. `--help` prints how the command is used, and ends it. */
export function parseCommandLine<const T extends Options>(
  args: string[],
  options: T,
  usage: string,
) {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const [problem] = (error as Error).message.split('. ');
    throw new UserError(`${problem}.\n\n${usage}`, { cause: error });
  }
}

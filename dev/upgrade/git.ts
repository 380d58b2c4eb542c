import { spawnSync } from 'node:child_process';
import { UserError } from '../user-error.js';

/** A working tree under git, and the commands that an upgrade needs. */
export class Git {
  constructor(
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  /** @throws UserError with the last line that git says */
  run(args: readonly string[], input?: string): string {
    const { status, stdout, stderr } = this.spawn(args, input);
    if (status === 0) return stdout;
    throw new UserError(`git ${args[0] ?? ''} failed: ${lastLineOf(stderr)}`);
  }

  /** Nothing where git refuses. */
  try(args: readonly string[]): string | undefined {
    const { status, stdout } = this.spawn(args);
    return status === 0 ? stdout.trim() : undefined;
  }

  /** The text of a file in a commit or tree; nothing where there is no such file. */
  show(tree: string, path: string): string | undefined {
    const { status, stdout } = this.spawn(['show', `${tree}:${path}`]);
    return status === 0 ? stdout : undefined;
  }

  /** The paths of all files in a commit or tree. */
  list(tree: string): string[] {
    return splitZero(this.run(['ls-tree', '-r', '-z', '--name-only', tree]));
  }

  with(env: Readonly<Record<string, string>>): Git {
    return new Git(this.folder, { ...this.env, ...env });
  }

  spawn(args: readonly string[], input = '') {
    const { status, stdout, stderr, error } = spawnSync('git', args, {
      cwd: this.folder,
      // A server that asks for a password would wait for an answer for ever.
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...this.env },
      encoding: 'utf8',
      input,
      maxBuffer: 1 << 28,
    });
    if (error) throw new UserError('This command needs git, which is not installed.');
    return { status, stdout, stderr };
  }
}

export function splitZero(text: string): string[] {
  return text.split('\0').filter(Boolean);
}

/** Without a password that an address may hold. */
export function lastLineOf(text: string): string {
  const [line = 'no reason given'] = text.trim().split('\n').slice(-1);
  return withoutPassword(line);
}

export function withoutPassword(text: string): string {
  return text.replaceAll(/\/\/[^/@\s]{1,200}@/g, '//');
}

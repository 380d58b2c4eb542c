import { UserError } from '../user-error.js';
import { lastLineOf, withoutPassword, type Git } from './git.js';

const REFERENCE = /^\w[\w./-]{0,200}$/;
const COMMIT = /^[\da-f]{7,64}$/;

/** The history of the template, beside the project's own and never mixed with it. */
export class TemplateSource {
  private constructor(
    private readonly git: Git,
    readonly url: string,
  ) {}

  /**
   * Fetches all tags and branches.
   *
   * @throws UserError where there is no such repository, or no network
   */
  static fetch(git: Git, url: string): TemplateSource {
    const refs = ['+refs/heads/*:refs/template/heads/*', '+refs/tags/*:refs/template/tags/*'];
    const args = ['fetch', '--quiet', '--no-tags', '--prune', '--end-of-options', url, ...refs];
    const { status, stderr } = git.spawn(args);
    if (status === 0) return new TemplateSource(git, url);
    const reason = lastLineOf(stderr.split('Please make sure you have', 1).join(''));
    throw new UserError(
      `The template cannot be fetched from ${withoutPassword(url)}: ${reason} Nothing was changed.`,
    );
  }

  /** The commit of a tag, a branch or a commit's own name. */
  resolve(reference: string): string {
    if (REFERENCE.test(reference)) {
      const names = [
        ...['', 'v'].map((start) => `refs/template/tags/${start}${reference}`),
        `refs/template/heads/${reference}`,
        ...(COMMIT.test(reference) ? [reference] : []),
      ];
      for (const name of names) {
        const commit = this.git.try(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
        if (commit) return commit;
      }
    }
    throw new UserError(
      `The template has no tag, branch or commit "${reference}". It has: ${this.#names()}`,
    );
  }

  /** The trees of all its commits. */
  trees(): ReadonlySet<string> {
    const text = this.git.run(['log', '--glob=refs/template', '--format=%T']);
    return new Set(text.split('\n').filter(Boolean));
  }

  #names(): string {
    const text = this.git.run([
      ...['for-each-ref', '--sort=-creatordate', '--count=8'],
      ...['--format=%(refname:lstrip=3)', 'refs/template'],
    ]);
    return text.trim().split('\n').join(', ') || 'no branch at all';
  }
}

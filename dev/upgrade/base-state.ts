import { UserError } from '../user-error.js';
import type { Git } from './git.js';
import type { TemplateSource } from './template-source.js';

/**
 * The tree of the template that the project was made from, or upgraded to the last time:
 * named by the user, or by `package.json`, or the newest state in the project's history that the
 * template has, too.
 *
 * @throws UserError where none of them says it
 */
export function findBase(
  git: Git,
  template: TemplateSource,
  named: string | undefined,
  recorded: string | undefined,
): string {
  if (named !== undefined) return template.resolve(named);
  const trees = template.trees();
  const isKnown = recorded !== undefined && /^[\da-f]{40,64}$/.test(recorded);
  const tree = isKnown ? git.try(['rev-parse', '--verify', '--quiet', `${recorded}^{tree}`]) : '';
  // A tree of the project alone would hold changes of its own.
  if (tree && trees.has(tree)) return tree;
  const found = git
    .run(['log', '--format=%T'])
    .split('\n')
    .find((own) => trees.has(own));
  if (found) return found;
  throw new UserError(
    'It is not known which state of the template this project was made from: name it with --from, ' +
      'a tag or a commit of the template. Nothing was changed.',
  );
}

import { pluralize, singularize } from 'inflection';
import ts from 'typescript';
import { UserError } from '../user-error.js';

const NAME = /^[a-z][a-z\d]*(-[a-z\d]+)*$/;
const MAXIMUM_LENGTH = 40;

/** One name in each way in which code spells it. */
export interface Spellings {
  readonly kebab: string;
  readonly snake: string;
  readonly constant: string;
  readonly camel: string;
  readonly pascal: string;
  readonly prose: string;
}

export interface FeatureName {
  readonly singular: Spellings;
  readonly plural: Spellings;
}

/**
 * Reads what the user calls the feature: a plural, such as `order-items`.
 *
 * @throws UserError that says what to write instead
 */
export function readName(text: string): FeatureName {
  if (!NAME.test(text) || text.length > MAXIMUM_LENGTH) {
    throw new UserError(
      `A feature's name holds lower-case letters, digits and hyphens, begins with a letter and has at ` +
        `most ${MAXIMUM_LENGTH} characters. For example: order-items`,
    );
  }
  const words = text.split('-');
  const last = words.pop() ?? '';
  const [one, many] = [singularize(last), pluralize(last)].map((word) =>
    [...words, word].join('-'),
  );
  if (one === many) {
    throw new UserError(`"${text}" has no plural of its own: add a word, such as ${text}-items.`);
  }
  if (many !== text) throw new UserError(`Name the feature in the plural: ${many}`);
  const name = { singular: spell(one ?? ''), plural: spell(text) };
  refuseKeywords(name);
  return name;
}

export function spell(kebab: string): Spellings {
  const words = kebab.split('-');
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const snake = words.join('_');
  return {
    ...{ kebab, snake, pascal },
    constant: snake.toUpperCase(),
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    prose: words.join(' '),
  };
}

function refuseKeywords({ singular, plural }: FeatureName): void {
  for (const { camel } of [singular, plural]) {
    const scanner = ts.createScanner(ts.ScriptTarget.Latest, true);
    scanner.setText(camel);
    if (scanner.scan() === ts.SyntaxKind.Identifier) continue;
    throw new UserError(`"${camel}" is a word of TypeScript itself: choose another name.`);
  }
}

import { UserError } from '../user-error.js';

/** What the template is called, as a package and where it runs. */
export const TEMPLATE_NAMES = ['nestjs-graphql-jwt-api', 'graphql-api'];
export const TEMPLATE_TITLES = ['NestJS GraphQL API with JWT access tokens', 'GraphQL API'];

const NAME = /^[a-z]([a-z\d-]*[a-z\d])?$/;
const MAXIMUM_LENGTH = 40;
const ABBREVIATIONS: Readonly<Record<string, string>> = { api: 'API', graphql: 'GraphQL' };

/** A name that npm, container registries and Kubernetes all take. */
export function checkName(name: string): string {
  if (NAME.test(name) && name.length <= MAXIMUM_LENGTH) return name;
  throw new UserError(
    `A name holds lower-case letters, digits and hyphens; it begins with a letter, ends with a letter ` +
      `or a digit, and has at most ${MAXIMUM_LENGTH} characters. For example: my-api`,
  );
}

/** A text as a regular expression that matches it alone. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[*+.?^${}()|[\]\\/]/g, '\\$&');
}

/** `my-api` as a heading: "My API". */
export function titleOf(name: string): string {
  return name
    .split('-')
    .filter(Boolean)
    .map((word) => ABBREVIATIONS[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

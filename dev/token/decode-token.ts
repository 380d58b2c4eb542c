import { Caller } from '../../src/platform/auth/caller.js';
import { readCompactJws, type UnverifiedToken } from '../../src/platform/auth/token/compact-jws.js';
import { printable, printableTime } from '../../src/platform/logging/printable.js';
import { REFUSALS } from '../../src/platform/auth/refusals/unauthenticated.exception.js';
import type { IssuerSettings } from '../../src/platform/config/settings.js';
import { UserError } from '../user-error.js';
import { describeGarbage } from './describe-garbage.js';
import { findBrokenRules, findIssuer } from './judge-offline.js';

const TIMES = ['exp', 'nbf', 'iat', 'auth_time', 'updated_at'];
const NAME_WIDTH = 12;

/**
 * Says what a token contains, which rules of the API it breaks, and what to do. Works offline: the
 * signature is not verified. The text does not contain the token.
 *
 * @throws UserError that says what the text is, where it is not a token that the API can read
 */
export function decodeToken(text: string, issuers: readonly IssuerSettings[]): string {
  const token = unwrap(text);
  const broken = findBrokenRules(token, issuers);
  const unverified = readCompactJws(token);
  if (!unverified) throw new UserError(describeGarbage(text, broken[0]?.hint));
  const verdict = broken.length > 0 ? refusal(broken) : acceptance(token, unverified, issuers);
  return [describe(unverified), '', ...verdict].join('\n');
}

/** Also takes a whole header line, and quotes that a shell or JSON left. */
function unwrap(text: string): string {
  return text
    .trim()
    .replace(/^authorization: */i, '')
    .replace(/^bearer +/i, '')
    .replace(/^(["'])(.*)\1$/s, '$2');
}

function describe({ header, claims }: UnverifiedToken): string {
  return [
    'The header says:',
    ...linesOf(header),
    'The claims say:',
    ...linesOf(claims),
    '(Nothing of it is verified.)',
  ].join('\n');
}

function linesOf(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([name, value]) => {
    const shown = TIMES.includes(name) ? printableTime(value) : printable(value);
    // A name is a stranger's text as well.
    return `  ${printable(name).slice(1, -1).padEnd(NAME_WIDTH)} ${shown}`;
  });
}

function refusal(broken: ReturnType<typeof findBrokenRules>): string[] {
  return [
    'The API refuses it:',
    ...broken.map(({ reason, hint }) => `  ${reason}: ${REFUSALS[reason]}: ${hint}.`),
  ];
}

function acceptance(
  token: string,
  unverified: UnverifiedToken,
  issuers: readonly IssuerSettings[],
): string[] {
  const issuer = findIssuer(unverified, issuers);
  if (!issuer) return [];
  const { isApplication, permissions } = new Caller(issuer.settings, unverified.claims, token);
  const owner = isApplication ? 'an application, which has no profile' : 'a user';
  return [
    `The API accepts it, provided that ${printable(issuer.settings.address)} signed it and it was not revoked.`,
    `It belongs to ${owner}. It permits ${permissions.size > 0 ? printable([...permissions]) : 'nothing beyond that'}.`,
  ];
}

import type { z } from 'zod';
import { flag, list } from './fields.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';

const HEADER_NAME = /^[\w!#$%&'+.^`|~-]+$/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** At least two labels follow the `*`, so that no public suffix such as `com` is opened. */
const WITH_WILDCARD = /^https:\/\/\*((?:\.[a-z\d-]{1,63}){2,10}(?::\d{1,5})?)$/;
const LABEL = '[a-z\\d](?:[a-z\\d-]{0,61}[a-z\\d])?';

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;
const APOLLO_STUDIO = 'https://studio.apollographql.com';

/** The variables that say which web pages may call, and how. */
export const corsFields = {
  CORS_ORIGINS: list(
    (item) => readOrigin(item) !== undefined,
    'must be a comma separated list of origins such as https://app.example.com, or https://*.preview.example.com for one label of any name: no path, no trailing slash, no other wildcard.',
  )
    .transform((items) => items.flatMap((item) => readOrigin(item) ?? []))
    .optional(),
  CORS_METHODS: list(
    (item) => METHODS.includes(item),
    `must be a comma separated list of ${METHODS.join(', ')}.`,
  ).optional(),
  CORS_CREDENTIALS: flag().optional(),
  CORS_HEADERS: list(
    (item) => HEADER_NAME.test(item),
    'must be a comma separated list of header names such as x-tenant: no wildcard.',
  ).optional(),
};

type Cors = z.output<z.ZodObject<typeof corsFields>>;

export function toCorsSettings(env: Cors, isProduction: boolean) {
  return {
    corsOrigins: env.CORS_ORIGINS ?? (isProduction ? [] : [APOLLO_STUDIO, LOOPBACK_ORIGIN]),
    corsMethods: [...new Set(['GET', 'POST', ...(env.CORS_METHODS ?? [])])],
    corsCredentials: env.CORS_CREDENTIALS ?? false,
    corsHeaders: (env.CORS_HEADERS ?? []).map((name) => name.toLowerCase()),
  };
}

/** The defaults of development are too many to send cookies. */
export function findCorsProblems(env: Cors): EnvironmentProblem[] {
  if (!env.CORS_CREDENTIALS || env.CORS_ORIGINS) return [];
  const remedy = 'needs CORS_ORIGINS: name the pages that may send cookies.';
  return [{ variable: 'CORS_CREDENTIALS', remedy }];
}

/** Exactly as a browser sends it, or a pattern where one label is a `*`. */
function readOrigin(item: string): string | RegExp | undefined {
  if (!/^https?:/.test(item) || !isOrigin(item.replace('*', 'x'))) return undefined;
  if (!item.includes('*')) return item;
  const [, rest] = WITH_WILDCARD.exec(item) ?? [];
  return rest === undefined
    ? undefined
    : new RegExp(`^https://${LABEL}${rest.replaceAll('.', '\\.')}$`);
}

function isOrigin(item: string): boolean {
  return URL.canParse(item) && new URL(item).origin === item;
}

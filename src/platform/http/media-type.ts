import { LRUCache } from 'lru-cache';

const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'];

/** Characters of an `Accept` header. To read one of 16 KiB takes as long as to answer a hundred requests. */
export const MAXIMUM_ACCEPT = 1_000;

interface MediaRange {
  readonly pattern: string;
  readonly quality: number;
}

/** Clients send the same header with each request. */
const chosen = new LRUCache<string, { readonly type: string | undefined }>({ max: 100 });

/**
 * The media type of an answer (RFC 9110, section 12.5.1; GraphQL over HTTP, section 4.1), chosen as
 * Apollo does; undefined when the client accepts neither.
 */
export function chooseMediaType(accept = ''): string | undefined {
  if (accept.length > MAXIMUM_ACCEPT) return undefined;
  const known = chosen.get(accept);
  if (known) return known.type;
  const type = findMediaType(accept);
  chosen.set(accept, { type });
  return type;
}

function findMediaType(accept: string): string | undefined {
  const ranges = (accept || '*/*').split(',').map(parseRange);
  return MEDIA_TYPES.map((type) => ({ type, ...rank(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort(
      (one, other) =>
        other.quality - one.quality ||
        other.precision - one.precision ||
        one.position - other.position,
    )
    .at(0)?.type;
}

/** By the most precise range that matches. */
function rank(type: string, ranges: readonly MediaRange[]) {
  const patterns = ['*/*', 'application/*', type];
  return ranges.reduce(
    (best, { pattern, quality }, position) => {
      const precision = patterns.indexOf(pattern);
      return precision > best.precision ? { precision, quality, position } : best;
    },
    { precision: -1, quality: 0, position: 0 },
  );
}

/** A range with a parameter that our media types do not have means another type. */
function parseRange(text: string): MediaRange {
  const [pattern = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const isOurs = parameters.every((parameter) => /^(q=|charset="?utf-8"?$)/.test(parameter));
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return { pattern, quality: isOurs ? Number(weight?.slice(2) ?? 1) || 0 : 0 };
}

const MEDIA_TYPES = ['application/json', 'application/graphql-response+json'];

interface MediaRange {
  readonly pattern: string;
  readonly quality: number;
}

/**
 * The media type of an answer (RFC 9110, section 12.5.1; GraphQL over HTTP, section 4.1), chosen as
 * Apollo does; undefined when the client accepts neither.
 */
export function chooseMediaType(accept?: string): string | undefined {
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

function parseRange(text: string): MediaRange {
  const [pattern = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  const isReadable = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return { pattern, quality: isReadable ? Number(weight?.slice(2) ?? 1) || 0 : 0 };
}

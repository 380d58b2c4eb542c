import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

export const JSON_IN_UTF8 = 'application/json; charset=utf-8';

/** As Apollo names them. */
const MEDIA_TYPES = [JSON_IN_UTF8, 'application/graphql-response+json; charset=utf-8'];

/** Characters of an `Accept` header. To read one of 16 KiB takes as long as to answer a hundred requests. */
export const MAXIMUM_ACCEPT = 1_000;

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
  const negotiator = new Negotiator({ headers: { accept: accept || '*/*' } });
  const type = negotiator.mediaType(MEDIA_TYPES);
  chosen.set(accept, { type });
  return type;
}

import { isJsonObject } from '../upstream/json-object.js';

/**
 * Gives a `subscribe` message that names its document by a hash the empty `query` that graphql-ws
 * asks for: it closes the socket of a message without one.
 */
export function reviveMessage(key: string, value: unknown): unknown {
  // The whole message comes last, without a key.
  if (key !== '' || !isJsonObject(value) || value['type'] !== 'subscribe') return value;
  const { payload } = value;
  if (!isJsonObject(payload) || 'query' in payload) return value;
  const isNamed = 'documentId' in payload || 'extensions' in payload;
  return isNamed ? { ...value, payload: { ...payload, query: '' } } : value;
}

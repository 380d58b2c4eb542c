import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import { ApiException } from '../../http/api.exception.js';
import { ownerOfAddress, REFUSAL_POINTS } from '../../http/rate-limit/points.js';
import { stateOf } from '../../http/request-state.js';
import { isJsonObject } from '../../upstream/json-object.js';
import type { OperationPoints } from '../cost/operation-points.js';
import { DocumentNotTrustedException, MalformedDocumentNameException } from './refusals.js';
import type { TrustedDocuments } from './trusted-documents.js';

const NAMES = ['query', 'documentId', 'extensions'];

/**
 * Puts the document into a request that names it by its hash, before anything else reads the request.
 * What follows gets exactly what was judged here.
 */
export function resolveDocuments(
  handler: RouteHandlerMethod,
  documents: TrustedDocuments | undefined,
  points: OperationPoints | undefined,
): RouteHandlerMethod {
  if (!documents?.isOn) return handler;
  return function (request, reply) {
    try {
      if (request.method === 'POST') resolveBody(request, documents);
      else resolveSearch(request, documents);
    } catch (refusal) {
      points?.charge(ownerOfAddress(request.ip), REFUSAL_POINTS);
      if (refusal instanceof ApiException) {
        const { code } = refusal;
        stateOf(request).operation = { operation: 'anonymous', target: undefined, code };
      }
      throw refusal;
    }
    return handler.call(this, request, reply);
  };
}

function resolveBody(request: FastifyRequest, documents: TrustedDocuments): void {
  const { body } = request;
  // Each member of a batch would bring a document.
  if (Array.isArray(body)) throw new DocumentNotTrustedException();
  if (isJsonObject(body)) request.body = documents.resolve(body);
}

/** Written again as it was read, so that no other parser can find another document in it. */
function resolveSearch(request: FastifyRequest, documents: TrustedDocuments): void {
  const [path = '', ...rest] = request.url.split('?');
  if (rest.length === 0) return;
  const search = new URLSearchParams(rest.join('?'));
  for (const name of NAMES) {
    if (search.getAll(name).length > 1) {
      throw new MalformedDocumentNameException(`\`${name}\` may be given only once.`);
    }
  }
  const extensions = search.get('extensions');
  const { query, ...others } = documents.resolve({
    query: search.get('query'),
    documentId: search.get('documentId'),
    extensions: extensions === null ? undefined : parseExtensions(extensions),
  });
  search.delete('documentId');
  if (typeof query === 'string') search.set('query', query);
  if (others.extensions !== undefined) search.set('extensions', JSON.stringify(others.extensions));
  request.raw.url = `${path}?${search.toString()}`;
  request.query = Object.fromEntries(search);
}

function parseExtensions(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new MalformedDocumentNameException('`extensions` must be JSON.');
  }
}

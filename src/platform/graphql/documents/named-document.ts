import { isJsonObject } from '../../upstream/json-object.js';
import { MalformedDocumentNameException } from './refusals.js';

/** The members of a request that say which document it is about. */
export interface DocumentParameters {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

const PREFIX = 'sha256:';

/**
 * The hash by which a request names its document: `documentId` (GraphQL over HTTP, "Persisted
 * Documents"), or the extension `persistedQuery` of Apollo's clients. Undefined where it names none.
 *
 * @throws MalformedDocumentNameException
 */
export function readDocumentName(parameters: DocumentParameters): string | undefined {
  const names = [readDocumentId(parameters), readPersistedQuery(parameters)].filter(
    (name) => name !== undefined,
  );
  if (new Set(names).size > 1) {
    throw new MalformedDocumentNameException('The request names two different documents.');
  }
  return names[0];
}

/** The same parameters without any name of a document. */
export function withoutName<Parameters extends DocumentParameters>(
  parameters: Parameters,
): Omit<Parameters, 'documentId'> {
  const others = without(parameters, 'documentId');
  const { extensions } = parameters;
  return isJsonObject(extensions)
    ? { ...others, extensions: without(extensions, 'persistedQuery') }
    : others;
}

function without<Value extends object, Name extends keyof Value>(
  value: Value,
  name: Name,
): Omit<Value, Name> {
  const copy: Omit<Value, Name> & Partial<Pick<Value, Name>> = { ...value };
  delete copy[name];
  return copy;
}

function readDocumentId({ documentId = null }: DocumentParameters): string | undefined {
  if (documentId === null) return undefined;
  if (typeof documentId === 'string') {
    return documentId.startsWith(PREFIX) ? documentId.slice(PREFIX.length) : documentId;
  }
  throw new MalformedDocumentNameException('`documentId` must be a string.');
}

function readPersistedQuery({ extensions }: DocumentParameters): string | undefined {
  const persisted = isJsonObject(extensions) ? (extensions['persistedQuery'] ?? null) : null;
  if (persisted === null) return undefined;
  if (!isJsonObject(persisted) || persisted['version'] !== 1) {
    throw new MalformedDocumentNameException('Unsupported persisted query version');
  }
  const { sha256Hash } = persisted;
  if (typeof sha256Hash === 'string') return sha256Hash;
  throw new MalformedDocumentNameException('`sha256Hash` must be a string.');
}

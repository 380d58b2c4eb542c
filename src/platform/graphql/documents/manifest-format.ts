import { isJsonObject } from '../../upstream/json-object.js';

const OPERATION_TYPES = ['query', 'mutation', 'subscription'] as const;

/** One operation, as Apollo's `generate-persisted-query-manifest` describes it. */
export interface ManifestEntry {
  /** SHA-256 of the body, in lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly type: (typeof OPERATION_TYPES)[number];
  readonly body: string;
  /** The comment before the operation; only in the project's own manifest. */
  readonly description?: string | undefined;
  /** The type of operation that `@tool` offers as a tool; only in the project's own manifest. */
  readonly tool?: 'query' | 'mutation' | undefined;
}

/** The operations of Apollo's manifest; undefined for anything else. */
export function readApolloManifest(content: unknown): readonly ManifestEntry[] | undefined {
  if (!isJsonObject(content)) return undefined;
  const { format, version, operations } = content;
  const isManifest = format === 'apollo-persisted-query-manifest' && version === 1;
  if (!isManifest || !Array.isArray(operations)) return undefined;
  return operations.every(isManifestEntry) ? operations : undefined;
}

/** What Relay's compiler and the client preset of GraphQL Code Generator write. */
export function isDocumentsByHash(content: unknown): content is Record<string, string> {
  return isJsonObject(content) && Object.values(content).every(isText);
}

function isManifestEntry(value: unknown): value is ManifestEntry {
  if (!isJsonObject(value)) return false;
  const { id, name, type, body, description, tool } = value;
  return (
    [id, name, body].every(isText) &&
    OPERATION_TYPES.some((known) => known === type) &&
    (description === undefined || isText(description)) &&
    (tool === undefined || tool === 'query' || tool === 'mutation')
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../config/settings.js';

/** The manifest of the project's own operations; every other one is a client's. */
export const OWN_MANIFEST = 'manifest.json';

/** Operations or manifests that cannot be served: one line for each problem, for the operator. */
export class UnusableOperationsError extends Error {
  override readonly name = 'UnusableOperationsError';

  constructor(readonly problems: readonly string[]) {
    super(`The operations cannot be used:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  }
}

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

const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.enum(OPERATION_TYPES),
      body: z.string(),
      description: z.string().optional(),
      tool: z.enum(['query', 'mutation']).optional(),
    }),
  ),
});

/** What Relay's compiler and the client preset of GraphQL Code Generator write. */
const documentsByHash = z.record(z.string(), z.string());

export function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** The operations of the project's own manifest; none where it has no manifest. */
export function readOwnManifest(folder: string): readonly ManifestEntry[] {
  const file = join(folder, OWN_MANIFEST);
  if (!existsSync(file)) return [];
  const manifest = apolloManifest.safeParse(readJson(file));
  if (manifest.success) return manifest.data.operations;
  throw new UnusableOperationsError([
    `${file}: is not a manifest of operations. Write it again: npm run build`,
  ]);
}

/**
 * Whether there are tools for agents. In development, where `MCP_URL` has a default, a project whose
 * operations are no tools does not load their protocol.
 */
export function hasTools(
  settings: Pick<Settings, 'mcpUrl' | 'environment' | 'operationsFolder'>,
): boolean {
  if (settings.mcpUrl === undefined) return false;
  return (
    settings.environment !== 'development' ||
    readOwnManifest(settings.operationsFolder).some(({ tool }) => tool)
  );
}

/**
 * The documents of all manifests in a folder, by their hashes.
 *
 * @throws UnusableOperationsError
 */
export function readDocuments(folder: string): ReadonlyMap<string, string> {
  const documents = new Map<string, string>();
  const problems: string[] = [];
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!name.endsWith('.json')) continue;
    const file = join(folder, name);
    const entries = readEntries(readJson(file));
    if (!entries)
      problems.push(`${file}: is neither Apollo's manifest nor documents by their hash.`);
    for (const [id, body] of entries ?? []) {
      if (hashOf(body) === id) documents.set(id, body);
      else problems.push(`${file}: ${JSON.stringify(id)} is not the SHA-256 hash of its document.`);
    }
  }
  if (problems.length > 0) throw new UnusableOperationsError(problems);
  return documents;
}

function readEntries(content: unknown): readonly (readonly [string, string])[] | undefined {
  const manifest = apolloManifest.safeParse(content);
  if (manifest.success) return manifest.data.operations.map(({ id, body }) => [id, body]);
  const documents = documentsByHash.safeParse(content);
  return documents.success ? Object.entries(documents.data) : undefined;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    throw new UnusableOperationsError([`${file}: is not JSON.`]);
  }
}

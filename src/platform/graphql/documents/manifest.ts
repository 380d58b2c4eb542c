import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDocumentsByHash, readApolloManifest, type ManifestEntry } from './manifest-format.js';
import { UnusableOperationsError } from './unusable-operations.error.js';

/** The manifest of the project's own operations; every other one is a client's. */
export const OWN_MANIFEST = 'manifest.json';

export function hashOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** The operations of the project's own manifest; none where it has no manifest. */
export function readOwnManifest(folder: string): readonly ManifestEntry[] {
  const file = join(folder, OWN_MANIFEST);
  if (!existsSync(file)) return [];
  const operations = readApolloManifest(readJson(file));
  if (operations) return operations;
  throw new UnusableOperationsError([
    `${file}: is not a manifest of operations. Write it again: npm run build`,
  ]);
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
  const operations = readApolloManifest(content);
  if (operations) return operations.map(({ id, body }) => [id, body]);
  return isDocumentsByHash(content) ? Object.entries(content) : undefined;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    throw new UnusableOperationsError([`${file}: is not JSON.`]);
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Settings } from '../../config/settings.js';
import { checkDocument, createDocumentRules, type DocumentRules } from '../check-operation.js';
import { readOwnManifest, UnusableOperationsError, type ManifestEntry } from './manifest.js';

/** An operation of `operations/`, valid for the served schema. */
export interface OwnOperation extends ManifestEntry {
  readonly document: DocumentNode;
}

/** The operations that this project offers itself. One that cannot be served keeps the API from starting. */
@Injectable()
export class OwnOperations implements OnApplicationBootstrap {
  /** Empty before the application has started, and where nothing needs them. */
  all: readonly OwnOperation[] = [];
  readonly #entries: readonly ManifestEntry[];
  readonly #rules: DocumentRules;

  /** @throws UnusableOperationsError */
  constructor(
    settings: Settings,
    private readonly schemaHost: GraphQLSchemaHost,
  ) {
    const isNeeded = settings.trustedDocuments !== 'off' || settings.mcpUrl !== undefined;
    this.#entries = isNeeded ? readOwnManifest(settings.operationsFolder) : [];
    this.#rules = createDocumentRules(settings);
  }

  /** @throws UnusableOperationsError with each problem by operation and line */
  onApplicationBootstrap(): void {
    if (this.#entries.length === 0) return;
    const problems: string[] = [];
    const names = new Set<string>();
    this.all = this.#entries.flatMap((entry) => {
      const { name } = entry;
      if (names.has(name)) problems.push(describe(entry, 1, 'is there twice: remove one of them.'));
      names.add(name);
      const found = check(this.schemaHost.schema, this.#rules, entry);
      if ('kind' in found) return { ...entry, document: found };
      problems.push(...found);
      return [];
    });
    if (problems.length > 0) throw new UnusableOperationsError(problems);
  }
}

/** The document, or what is wrong with it. */
function check(
  schema: GraphQLSchema,
  rules: DocumentRules,
  entry: ManifestEntry,
): DocumentNode | string[] {
  const { type, tool } = entry;
  if (tool !== undefined && tool !== type) {
    const mark = tool === 'mutation' ? '@tool(mutation)' : '@tool';
    return [describe(entry, 1, `${mark} does not fit a ${type}: mend it, and run npm run build.`)];
  }
  const found = checkDocument(schema, rules, entry.body);
  if ('kind' in found) return found;
  return found.map(({ message, locations }) => describe(entry, locations?.[0]?.line ?? 1, message));
}

function describe({ name }: ManifestEntry, line: number, problem: string): string {
  return `operations/manifest.json: ${name}, line ${line}: ${problem}`;
}

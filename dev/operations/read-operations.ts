import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { hashOf, type ManifestEntry } from '../../src/platform/graphql/documents/manifest.js';
import { MAXIMUM_TOKENS } from '../../src/platform/graphql/query-limits.js';
import { readComment } from './read-comment.js';

/** A file of an operation, read. */
export interface OperationFile {
  readonly file: string;
  readonly document: DocumentNode;
  readonly entry: ManifestEntry;
}

/** Something that is wrong with a file, with its remedy. */
export class OperationProblem extends Error {
  constructor(
    readonly file: string,
    readonly line: number,
    remedy: string,
  ) {
    super(`${file}:${line}: ${remedy}`);
  }
}

/** Each `*.graphql` of a folder, or what is wrong with it; none without the folder. */
export function readOperations(
  folder: string,
  label: string,
): { files: OperationFile[]; problems: OperationProblem[] } {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const files: OperationFile[] = [];
  const problems: OperationProblem[] = [];
  for (const name of names.filter((one) => one.endsWith('.graphql')).sort()) {
    const file = `${label}/${name}`;
    try {
      files.push(readOperation(file, readFileSync(join(folder, name), 'utf8'), files));
    } catch (error) {
      if (!(error instanceof OperationProblem)) throw error;
      problems.push(error);
    }
  }
  return { files, problems };
}

function readOperation(
  file: string,
  text: string,
  others: readonly OperationFile[],
): OperationFile {
  const document = parseFile(file, text);
  const operation = findOperation(file, document);
  const name = operation.name?.value ?? '';
  const twin = others.find(({ entry }) => entry.name === name);
  if (twin)
    throw problem(file, operation, `${twin.file} is named ${name}, too: rename one of them.`);
  const { description, marks } = readComment(operation);
  const tool = readTool(file, operation, marks);
  if (tool && description === '') {
    throw problem(file, operation, 'a tool needs a comment that says what it does.');
  }
  const body = print(document);
  const type = operation.operation;
  const entry = {
    id: hashOf(body),
    name,
    type,
    body,
    ...(description === '' ? {} : { description }),
    ...(tool ? { tool } : {}),
  };
  return { file, document, entry };
}

function parseFile(file: string, text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: MAXIMUM_TOKENS });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new OperationProblem(file, error.locations?.[0]?.line ?? 1, error.message);
  }
}

function findOperation(file: string, document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [first, second] = operations;
  if (!first) throw new OperationProblem(file, 1, 'has no operation: add one, with a name.');
  if (second) throw problem(file, second, 'is a second operation: move it to a file of its own.');
  if (!first.name) throw problem(file, first, 'the operation has no name: give it one.');
  return first;
}

function readTool(
  file: string,
  operation: OperationDefinitionNode,
  marks: readonly string[],
): ManifestEntry['tool'] {
  const [mark, ...more] = marks;
  if (mark === undefined) return undefined;
  if (more.length > 0) throw problem(file, operation, 'has more than one @tool: keep one of them.');
  const { operation: type } = operation;
  if (type === OperationTypeNode.SUBSCRIPTION) {
    throw problem(file, operation, 'a subscription cannot be a tool: remove @tool.');
  }
  const needed = type === OperationTypeNode.MUTATION ? '@tool(mutation)' : '@tool';
  if (mark === needed) return type;
  throw problem(file, operation, `${mark} does not fit a ${type}: write ${needed}, or remove it.`);
}

function problem(file: string, { loc }: OperationDefinitionNode, remedy: string): OperationProblem {
  return new OperationProblem(file, loc?.startToken.line ?? 1, remedy);
}

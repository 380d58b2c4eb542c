import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { UserError } from '../user-error.js';
import { checkName, escapePattern, TEMPLATE_NAMES, TEMPLATE_TITLES, titleOf } from './names.js';
import { NAME_PLACES, TITLE_PLACES, type Place } from './places.js';

const ROOTS = [
  ...['package.json', 'package-lock.json', 'Dockerfile', 'compose.yaml', 'README.md'],
  ...['bench', 'examples', 'deploy', 'docs'],
];

/** A file with other text than now. */
export interface Change {
  readonly file: string;
  readonly text: string;
}

/** What another name would change in the project at `folder`. Writes nothing. */
export function planRename(folder: string, newName: string): Change[] {
  const name = checkName(newName);
  const { name: current } = JSON.parse(read(folder, 'package.json')) as { name: string };
  const names = [current, ...TEMPLATE_NAMES].filter((old) => old !== name);
  const titles = [titleOf(current), ...TEMPLATE_TITLES].filter((old) => old !== titleOf(name));
  const files = ROOTS.flatMap((root) => listFiles(folder, root));
  const changes = files.flatMap((file) => {
    const old = read(folder, file);
    const named = replaceAt(NAME_PLACES, file, old, names, name);
    const text = replaceAt(TITLE_PLACES, file, named, titles, titleOf(name));
    return text === old ? [] : [{ file, text }];
  });
  if (current !== name) refuseUsedName(folder, files, name);
  return changes;
}

export function applyRename(folder: string, changes: readonly Change[]): void {
  for (const { file, text } of changes) writeFileSync(join(folder, file), text);
}

function replaceAt(
  places: readonly Place[],
  file: string,
  text: string,
  olds: readonly string[],
  replacement: string,
): string {
  return places
    .filter(({ files }) => files.test(file))
    .reduce((result, place) => result.replace(patternOf(place, olds), replacement), text);
}

function patternOf({ before, after }: Place, words: readonly string[]): RegExp {
  const flags = `g${before.flags}`;
  const word = words.map(escapePattern).join('|');
  return new RegExp(`(?<=${before.source})(?:${word})(?=${after.source})`, flags);
}

/** Otherwise the next renaming could not tell the name of the project from that other one. */
function refuseUsedName(folder: string, files: readonly string[], name: string): void {
  const [place] = NAME_PLACES.filter(({ isWholeFile }) => isWholeFile);
  const pattern = place && patternOf(place, [name]);
  const file = files.find((path) => place?.files.test(path) && pattern?.test(read(folder, path)));
  if (file) throw new UserError(`${file} has something else called ${name}. Choose another name.`);
}

function listFiles(folder: string, root: string): string[] {
  const path = join(folder, root);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [root];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    ['node_modules', 'dist'].includes(entry.name) ? [] : listFiles(folder, `${root}/${entry.name}`),
  );
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file.replaceAll('/', sep)), 'utf8');
}

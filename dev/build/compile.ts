import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { transform } from '@swc/core';
import { PROJECT_FOLDER } from '../project.js';
import { UserError } from '../user-error.js';

const SWC_OPTIONS = join(PROJECT_FOLDER, '.swcrc');

/** A folder of sources, and the folder that holds their JavaScript and nothing else. */
export interface CompiledFolder {
  readonly source: string;
  readonly output: string;
}

/**
 * Compiles all sources, which takes less time than finding out which of them changed, and writes the
 * files that differ. Tells whether there were any.
 */
export async function compile({ source, output }: CompiledFolder): Promise<boolean> {
  const names = (await readdir(source, { recursive: true })).filter(isSource);
  const results = await Promise.allSettled(names.map((name) => compileFile(name, source, output)));
  const problems = results.flatMap((result) => (result.status === 'rejected' ? result.reason : []));
  if (problems.length > 0)
    throw new UserError(`${problems.map(String).join('\n')}\nThe build failed.`);

  const files = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const isWritten = await Promise.all(files.map(writeIfChanged));
  const hasRemoved = await removeOthers(output, new Set(files.map(({ path }) => path)));
  return isWritten.includes(true) || hasRemoved;
}

interface OutputFile {
  readonly path: string;
  readonly text: string;
}

async function compileFile(name: string, source: string, output: string): Promise<OutputFile[]> {
  const from = join(source, name);
  const to = join(output, name.replace(/\.ts$/, '.js'));
  const { code, map = '' } = await transform(await readFile(from, 'utf8'), {
    configFile: SWC_OPTIONS,
    filename: from,
    sourceMaps: true,
    sourceFileName: relative(dirname(to), from),
    inlineSourcesContent: false,
  });
  const mapName = `${to}.map`;
  const comment = `//# sourceMappingURL=${relative(dirname(to), mapName)}`;
  return [
    { path: to, text: `${code}${comment}\n` },
    { path: mapName, text: map },
  ];
}

async function writeIfChanged({ path, text }: OutputFile): Promise<boolean> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return true;
}

/** Removes the output of sources that are gone, and what another compiler left. */
async function removeOthers(output: string, wanted: ReadonlySet<string>): Promise<boolean> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  const isNeeded = (path: string) =>
    wanted.has(path) || [...wanted].some((file) => file.startsWith(path + sep));
  const strays = paths.filter((path) => !isNeeded(path));
  await Promise.all(strays.map((path) => rm(path, { recursive: true, force: true })));
  return strays.length > 0;
}

function isSource(name: string): boolean {
  return name.endsWith('.ts') && !name.endsWith('.d.ts');
}

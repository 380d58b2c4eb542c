import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { builtIn, PEERS, PROJECT } from './servers.js';

const SERVERS = fileURLToPath(new URL('../servers/', import.meta.url));
const OURS = fileURLToPath(new URL('../ours/', import.meta.url));
/** What this project answers with beside its own schema is that of the peers. */
const SHARED = ['products.ts', 'nest-products.ts'];

export function buildOurs() {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: PROJECT, stdio: 'inherit' });
}

/** The peers as JavaScript, so that none of them pays for a compiler at its start. */
export function buildPeers() {
  build(PEERS, listFiles(SERVERS));
}

/** A tree of this project with what a benchmark needs beside its own schema, on its built product. */
export function buildOwn(root) {
  const files = [...listFiles(OURS), ...SHARED.map((name) => join(SERVERS, name))];
  build(builtIn(root), files, (text) =>
    text.replaceAll('../../src/', join(root, 'dist/')).replaceAll('../servers/', './'),
  );
}

function build(folder, files, change = (text) => text) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const compilerOptions = readOptions();
  for (const fileName of files) {
    const source = readFileSync(fileName, 'utf8');
    const { outputText } = ts.transpileModule(source, { compilerOptions, fileName });
    const name = fileName.slice(fileName.lastIndexOf('/')).replace(/\.ts$/, '.js');
    writeFileSync(join(folder, name), change(outputText));
  }
}

function listFiles(folder) {
  return readdirSync(folder).map((name) => join(folder, name));
}

function readOptions() {
  const file = join(PROJECT, 'tsconfig.json');
  const { compilerOptions } = ts.readConfigFile(file, ts.sys.readFile).config;
  const own = { ...compilerOptions, noEmit: false, module: 'ESNext', moduleResolution: 'Bundler' };
  return ts.convertCompilerOptionsFromJson(own, PROJECT).options;
}

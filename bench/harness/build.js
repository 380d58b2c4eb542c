import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { OURS, OURS_ATTACKED } from './live-servers.js';
import { PROJECT } from './servers.js';

const SOURCES = fileURLToPath(new URL('../servers/', import.meta.url));
const OUTPUT = fileURLToPath(new URL('../dist/', import.meta.url));

const OWN = [
  [fileURLToPath(new URL('../live/ours.ts', import.meta.url)), OURS],
  [fileURLToPath(new URL('../attack/ours.ts', import.meta.url)), OURS_ATTACKED],
];

/** The peers as JavaScript, so that none of them pays for a compiler at its start. */
export function buildPeers() {
  const options = readOptions();
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT);
  for (const file of readdirSync(SOURCES)) {
    const text = transpile(join(SOURCES, file), options);
    writeFileSync(join(OUTPUT, file.replace(/\.ts$/, '.js')), text);
  }
}

/** This project with what a benchmark needs beside its own schema, on the built product. */
export function buildOwn() {
  for (const [source, output] of OWN) {
    const text = transpile(source, readOptions());
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, text.replaceAll('../../src/', join(PROJECT, 'dist/')));
  }
}

function transpile(fileName, compilerOptions) {
  const source = readFileSync(fileName, 'utf8');
  return ts.transpileModule(source, { compilerOptions, fileName }).outputText;
}

function readOptions() {
  const { compilerOptions } = ts.readConfigFile(
    join(PROJECT, 'tsconfig.json'),
    ts.sys.readFile,
  ).config;
  const own = { ...compilerOptions, noEmit: false, module: 'ESNext', moduleResolution: 'Bundler' };
  return ts.convertCompilerOptionsFromJson(own, PROJECT).options;
}

export function buildOurs() {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: PROJECT, stdio: 'inherit' });
}

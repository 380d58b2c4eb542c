import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { PROJECT } from './servers.js';

const SOURCES = fileURLToPath(new URL('../servers/', import.meta.url));
const OUTPUT = fileURLToPath(new URL('../dist/', import.meta.url));

/** The peers as JavaScript, so that none of them pays for a compiler at its start. */
export function buildPeers() {
  const { compilerOptions } = ts.readConfigFile(
    join(PROJECT, 'tsconfig.json'),
    ts.sys.readFile,
  ).config;
  const own = { ...compilerOptions, noEmit: false, module: 'ESNext', moduleResolution: 'Bundler' };
  const { options } = ts.convertCompilerOptionsFromJson(own, PROJECT);
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT);
  for (const file of readdirSync(SOURCES)) {
    const source = readFileSync(join(SOURCES, file), 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: options,
      fileName: join(SOURCES, file),
    });
    writeFileSync(join(OUTPUT, file.replace(/\.ts$/, '.js')), outputText);
  }
}

export function buildOurs() {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: PROJECT, stdio: 'inherit' });
}

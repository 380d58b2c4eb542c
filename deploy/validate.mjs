/*
 * Checks the Kubernetes manifests without a cluster: node deploy/validate.mjs [FOLDER]
 *
 * The TypeScript compiler compares each manifest with Kubernetes' own schema, in the package
 * kubernetes-types, or with the types in custom-resources.d.ts: an unknown field, a missing one and
 * a wrong type are errors at any depth. A patch may leave fields out. Where there is a kubectl, what
 * kustomize makes of each overlay is checked as a whole; with --render there must be one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const KUSTOMIZATION = 'kustomization.yaml';
const CUSTOM_GROUPS = ['monitoring.coreos.com'];

const { values, positionals } = parseArgs({
  options: { render: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root = resolve(positionals[0] ?? join(PROJECT, 'deploy/kubernetes'));

const problems = [];
const manifests = [...readFolder(root), ...renderOverlays(root)];
problems.push(...manifests.flatMap(({ problems: own }) => own), ...checkTypes(manifests));
for (const problem of problems) console.error(problem);
const failed = new Set(problems).size;
console.log(`${manifests.length} manifests, ${failed} problems`);
process.exitCode = failed > 0 || manifests.length === 0 ? 1 : 0;

/** Every manifest of a folder with a kustomization, and of those below it. */
function readFolder(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readFolder(join(folder, name)));
  if (!existsSync(join(folder, KUSTOMIZATION))) return below;
  const { resources, patches, missing } = readKustomization(folder);
  const unused = entries
    .filter(({ name }) => name.endsWith('.yaml') && name !== KUSTOMIZATION)
    .filter(({ name }) => ![...resources, ...patches].includes(name));
  problems.push(
    ...missing.map((name) => `${shown(join(folder, KUSTOMIZATION))}: there is no ${name}`),
    ...unused.map(({ name }) => `${shown(join(folder, name))}: no kustomization names it`),
  );
  const load = (isPatch) => (name) => readManifests(join(folder, name), isPatch);
  return [...resources.flatMap(load(false)), ...patches.flatMap(load(true)), ...below];
}

function readKustomization(folder) {
  const [document] = parse(readFileSync(join(folder, KUSTOMIZATION), 'utf8'));
  const { resources = [], patches = [], configMapGenerator = [] } = document.value;
  const patchFiles = patches.map(({ path }) => path).filter(Boolean);
  const environments = configMapGenerator.flatMap(({ envs = [] }) => envs);
  const missing = [...resources, ...patchFiles, ...environments].filter(
    (name) => !existsSync(join(folder, name)),
  );
  const isFile = (name) => name.endsWith('.yaml') && !missing.includes(name);
  return { resources: resources.filter(isFile), patches: patchFiles.filter(isFile), missing };
}

function readManifests(file, isPatch) {
  return toManifests(readFileSync(file, 'utf8'), shown(file), isPatch);
}

function renderOverlays(folder) {
  const overlays = join(folder, 'overlays');
  if (!existsSync(overlays)) return [];
  if (spawnSync('kubectl', ['version', '--client']).error) {
    if (values.render) problems.push('kubectl is needed for --render');
    else console.log('not rendered: there is no kubectl');
    return [];
  }
  return readdirSync(overlays).flatMap((name) => {
    try {
      const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
      const text = execFileSync('kubectl', ['kustomize', join(overlays, name)], options);
      return toManifests(text, `${shown(join(overlays, name))} as rendered`, false);
    } catch (error) {
      problems.push(`${shown(join(overlays, name))}: ${error.stderr ?? error.message}`);
      return [];
    }
  });
}

function toManifests(text, source, isPatch) {
  return parse(text).map(({ value, errors }) => ({
    value,
    isPatch,
    source: `${source}: ${value?.kind}`,
    problems: errors.map(({ message }) => `${source}: ${message}`),
  }));
}

function parse(text) {
  return parseAllDocuments(text, { strict: true, uniqueKeys: true }).map((document) => ({
    value: document.toJS(),
    errors: [...document.errors, ...document.warnings],
  }));
}

/** One source file for each manifest: a constant of the kind's type. */
function checkTypes(all) {
  const sources = new Map(
    all.map((manifest, index) => [join(PROJECT, `manifest-${index}.ts`), toSource(manifest)]),
  );
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) =>
    sources.has(file)
      ? ts.createSourceFile(file, sources.get(file), version)
      : getSourceFile(file, version, ...rest);
  const program = ts.createProgram([...sources.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const index = [...sources.keys()].indexOf(file?.fileName);
    const message = ts.flattenDiagnosticMessageText(messageText, '\n  ');
    return `${all[index]?.source ?? 'kubernetes-types'}: ${message}`;
  });
}

function toSource({ value, isPatch }) {
  const { apiVersion = '', kind = '' } = value ?? {};
  const [version, group = 'core'] = apiVersion.split('/').reverse();
  const module = CUSTOM_GROUPS.includes(group)
    ? './deploy/custom-resources.js'
    : `kubernetes-types/${group.replace(/\.k8s\.io$/, '')}/${version}`;
  return `
    import type { ${kind} as Kind } from '${module}';
    type Patch<T> = T extends (infer Item)[] ? Patch<Item>[]
      : T extends object ? { [Key in keyof T]?: Patch<T[Key]> } : T;
    export const manifest: ${isPatch ? 'Patch<Kind>' : 'Kind'} = ${JSON.stringify(value)};
  `;
}

function shown(path) {
  return relative(root, path) || '.';
}

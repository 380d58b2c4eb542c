// Node's module hooks: a test process runs the TypeScript of src and test without a build, as Jest does.
// https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const OWN = new URL('../../', import.meta.url).href;
const PACKAGES = new URL('node_modules/', OWN).href;
const SWC_OPTIONS = fileURLToPath(new URL('.swcrc', OWN));
const PROBE = new URL('probe-app.module.ts', import.meta.url).href;
const GLOBALS_OF_SPEC = new URL('jest/globals-of-spec.mjs', import.meta.url).href;
const GLOBALS_OF_SUPPORT = new URL('jest/globals-of-support.mjs', import.meta.url).href;
let isProbe = false;

export function initialize(data) {
  isProbe = data.isProbe;
}

export function resolve(specifier, context, next) {
  if (isProbe && specifier === './app.module.js') return { url: PROBE, shortCircuit: true };
  if (specifier === '@jest/globals') return { url: jestGlobals(context), shortCircuit: true };
  if (/^\.{1,2}\/.*\.js$/.test(specifier) && isOwn(context.parentURL)) {
    const url = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(url)) return { url: url.href, shortCircuit: true };
  }
  return next(specifier, context);
}

export function load(url, context, next) {
  if (!/\.ts(\?|$)/.test(url) || !isOwn(url)) return next(url, context);
  const { code } = transformSync(readFileSync(new URL(url), 'utf8'), {
    configFile: SWC_OPTIONS,
    filename: fileURLToPath(url),
    sourceMaps: 'inline',
    module: { type: 'es6' },
  });
  return { format: 'module', source: code, shortCircuit: true };
}

function jestGlobals({ parentURL = '' }) {
  const isSpec = /\.spec\.ts(\?|$)/.test(parentURL);
  return isSpec ? `${GLOBALS_OF_SPEC}?of=${encodeURIComponent(parentURL)}` : GLOBALS_OF_SUPPORT;
}

function isOwn(url = '') {
  return url.startsWith(OWN) && !url.startsWith(PACKAGES);
}

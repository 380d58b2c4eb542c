// Node's module hooks for the tests of this folder.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const HERE = pathToFileURL(import.meta.filename).href;
const SOURCES = new URL('src/', HERE).href;
const OF_THE_PROJECT = new URL('../../src/', HERE).href;

export async function resolve(specifier, context, next) {
  const { parentURL = '' } = context;
  if (parentURL.startsWith(SOURCES) && specifier.startsWith('..')) {
    const url = new URL(specifier, parentURL).href;
    const ofProject = url.replace(SOURCES, OF_THE_PROJECT).replace(/\.js$/, '.ts');
    // These files stand in `src` of a project, beside the platform.
    if (existsSync(new URL(ofProject))) return { url: ofProject, shortCircuit: true };
  }
  try {
    return await next(specifier, context);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]|:/.test(specifier)) throw error;
    // Packages of this folder are found from everywhere, as where an adopter installs them beside
    // Nest: Nest itself looks for some, such as class-validator.
    return next(specifier, { ...context, parentURL: HERE });
  }
}

import { compile } from './build/compile.js';
import { SOURCES } from './project.js';
import { fail } from './user-error.js';

await compile(SOURCES).catch(fail);

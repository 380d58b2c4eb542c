import { register } from 'node:module';

register('./loader.mjs', import.meta.url);

export { default } from '../support/jest/run-file.mjs';

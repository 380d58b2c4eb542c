// node --import ./test/support/run-source.mjs src/main.ts
import { register } from 'node:module';

const isProbe = process.env.TEST_FEATURES === 'probe';
register('./source-loader.mjs', import.meta.url, { data: { isProbe } });

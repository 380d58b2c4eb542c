import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compile } from './build/compile.js';
import { writeManifest } from './operations/write-manifest.js';
import { PROJECT_FOLDER, SOURCES } from './project.js';
import { UserError } from './user-error.js';

const BOOT = fileURLToPath(new URL('build/boot-once.mjs', import.meta.url));

/** Writes `schema.gql` and `access-map.md` as `npm start` does, without a port, an issuer or a database. */
export async function writeSchema(): Promise<void> {
  await compile(SOURCES);
  writeManifest({ isSchemaChecked: false });
  const env = {
    PATH: process.env['PATH'],
    NODE_ENV: 'development',
    LOG_LEVEL: 'silent',
    OIDC_ISSUER_URL: 'http://127.0.0.1:9/',
    OIDC_AUDIENCE: 'api',
  };
  const { status, stderr } = spawnSync(process.execPath, [BOOT], {
    cwd: PROJECT_FOLDER,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new UserError(`The API does not start:\n${stderr}`);
}

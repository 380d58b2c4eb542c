import { spawnSync } from 'node:child_process';
import { parseCommandLine } from './command-line.js';
import { planFeature, type FeaturePlan } from './feature/plan-feature.js';
import { writeFeature } from './feature/write-feature.js';
import { PROJECT_FOLDER } from './project.js';
import { fail, UserError } from './user-error.js';
import { writeSchema } from './write-schema.js';

const USAGE = `Usage: npm run feature -- order-items [--owned] [--pages] [--live] [--rest] [--dry-run]

Writes a feature with its table, migration, model, inputs, service, resolver, permissions, role,
demo rows and tests. Every field needs an access token, whatever the options.

  --owned    each row belongs to an account; others need a permission
  --pages    lists come page by page
  --live     a subscription tells what changes
  --rest     routes beside GraphQL
  --dry-run  shows which files it would write`;

const FLAG = { type: 'boolean', default: false } as const;

try {
  await feature(process.argv.slice(2));
} catch (error) {
  fail(error);
}

async function feature(args: string[]): Promise<void> {
  const flags = { owned: FLAG, pages: FLAG, live: FLAG, rest: FLAG, 'dry-run': FLAG };
  const { positionals, values } = parseCommandLine(args, flags, USAGE);
  const [name, ...surplus] = positionals;
  if (name === undefined || surplus.length > 0) throw new UserError(USAGE);
  const plan = await planFeature(PROJECT_FOLDER, name, values);
  if (values['dry-run']) return console.log(`It would write:\n${list(plan)}`);
  const written = await writeFeature(PROJECT_FOLDER, plan, () => generate(plan));
  console.log(`Written:\n${written.map((path) => `  ${path}`).join('\n')}

Next: npm test -- test/${plan.plural}
The demo rows are there after the next \`npm start\`.`);
}

function list({ created, changed }: FeaturePlan): string {
  const paths = [
    ...created.map(({ path }) => path),
    'migrations/….sql',
    ...changed.map(({ path }) => `${path} (changed)`),
    ...['schema.gql (changed)', 'access-map.md (changed)'],
  ];
  return paths.map((path) => `  ${path}`).join('\n');
}

async function generate({ plural }: FeaturePlan): Promise<void> {
  const kit = [
    'node_modules/drizzle-kit/bin.cjs',
    'generate',
    '--name',
    plural.replaceAll('-', '_'),
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, kit, {
    cwd: PROJECT_FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new UserError(`drizzle-kit wrote no migration:\n${stdout}${stderr}`);
  await writeSchema();
}

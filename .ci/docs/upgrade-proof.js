/*
 * Two projects that began with an older state of the template are upgraded to this one. Needs the
 * history of the template: without it, as in a project made from it, there is nothing to prove.
 */
import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.js';

/** The last state before `npm run upgrade` and `npm run feature`. */
const OLD = '76598e2165567a6313306a80ce98e13739f5279c';
const MODULE = `import { Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';

@Resolver()
class NotesResolver {
  @Query(() => String, { description: 'A note.' })
  note(): string {
    return 'A note.';
  }
}

@Module({ providers: [NotesResolver] })
export class NotesModule {}
`;
/** A feature of its own, and less of the template. */
const LESS = `
  git rm -rq bench examples test/examples src/greeting test/greeting jest.examples.config.js
  npm pkg delete scripts.bench scripts.test:examples
  git add -A && git commit -qm 'feat!: notes instead of the greeting'`;
/** With the hash of each file: it is the template's own, so the gates before this one judged it. */
const PLATFORM = 'git ls-tree -r HEAD src/platform test/platform';
const CHECK_THE_REST = `
  npx eslint --ignore-pattern '{src,test}/platform/' .
  npx prettier --check .
  npm run -s typecheck
  npm test -- '/test/(?!platform/)'`;
const EDITED = 'src/platform/http/error-response.ts';

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const hasHistory = spawnSync('git', ['cat-file', '-e', `${OLD}^{commit}`]).status === 0;
if (!hasHistory) {
  console.log('There is no history of the template here: nothing is upgraded.');
} else {
  await upgradeProject();
  await upgradeProject((workspace) =>
    workspace.run(
      `sed -i "s/status < 500/status < 499/" ${EDITED} && git commit -qam 'an edit of the platform'`,
    ),
  );
}

async function upgradeProject(edit) {
  const archive = execFileSync('git', ['archive', OLD], { maxBuffer: 1 << 28 });
  const workspace = await Workspace.create((folder) =>
    execFileSync('tar', ['-x', '-C', folder], { input: archive }),
  );
  try {
    // The command of that state left a table unformatted.
    const rename = 'npm run -s rename -- my-api && npx prettier --write docs';
    await workspace.run(`${rename} && git commit -qam "chore: its own name"`);
    workspace.write('src/notes/notes.module.ts', MODULE.trimEnd());
    const contents = join(workspace.folder, 'src/app.module.ts');
    const text = fs.readFileSync(contents, 'utf8').replace(/.*GreetingModule.*\n/g, '');
    const notes = "import { NotesModule } from './notes/notes.module.js';\n";
    fs.writeFileSync(
      contents,
      text
        .replace(/^import { ProfileModule/m, `${notes}$&`)
        .replace(/^ *AccountsModule,.*\n/m, '$&        NotesModule,\n'),
    );
    await workspace.run(LESS);
    await edit?.(workspace);
    const template = git('rev-parse', '--show-toplevel');
    const target = git('rev-parse', 'HEAD');
    const command = `node --import tsx ${template}/dev/upgrade.ts --template ${template} --to ${target}`;
    if (edit) {
      const report = await workspace.run(`${command} || true`);
      assert.match(report, new RegExp(`conflicts +${EDITED} +both changed the same lines\n\n`));
      console.log('An edited file of the platform is the one conflict.');
      return;
    }
    assert.match(await workspace.run(command), /conflicts +none\n/);
    // Writes schema.gql and access-map.md.
    await workspace.startDemo();
    await workspace.stopDemo();
    await workspace.run('git add -A && git commit -qm "chore: upgrade"');
    assert.equal(await workspace.run(PLATFORM), git(...PLATFORM.split(' ').slice(1)) + '\n');
    await workspace.run(CHECK_THE_REST);
    console.log('A project of the older state is upgraded without a conflict, and green.');
  } finally {
    await workspace.remove();
  }
}

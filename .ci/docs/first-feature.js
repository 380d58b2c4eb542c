/*
 * The first hour of a team, without an edit by hand: a name of its own, a generated feature, all its
 * tests, and the feature in a browser. Needs Chromium.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Workspace } from './workspace.js';

const STEPS = [
  'npm run rename -- my-api',
  'git commit -qam "chore: its own name"',
  'npm run feature -- projects --owned --pages --live --rest',
  'git add -A && git commit -qm "feat(projects): projects"',
  'npm run check:fast',
  'npm test',
];
const PATIENCE_MS = 30_000;
const WATCH = 'subscription { myProjectChanged { action project { name } } }';
const CREATE = 'mutation { createProject(input: { name: "Ship it" }) { id } }';
const LIST = '{ myProjects(first: 20) { edges { node { id name } } } }';
const share = (accountId) =>
  `mutation { grantRole(accountId: "${accountId}", role: PROJECTS_MANAGER) { roles } }`;

async function useInBrowser(issuer) {
  const { launchChromium } = await import('../../test/support/chromium.ts');
  const { Graphiql } = await import('../../test/support/graphiql.ts');
  const browser = await launchChromium();
  try {
    const open = async (name) => {
      const editor = new Graphiql(await browser.newPage(), issuer);
      editor.page.setDefaultTimeout(PATIENCE_MS);
      await editor.signIn(name);
      return editor;
    };
    const ada = await open('Ada');
    const watching = await open('Ada');
    await watching.run(WATCH);
    // Of a subscription the editor shows nothing until its first event.
    await sleep(1_000);
    const { createProject } = (await answerTo(ada, CREATE)).data;
    await watching.shows('Ship it');

    const { myProjects } = (await answerTo(ada, LIST)).data;
    expect(myProjects.edges.map(({ node }) => node).some(({ id }) => id === createProject.id));

    const chloe = await open('Chloe');
    const read = `{ project(id: "${createProject.id}") { name } }`;
    expect((await answerTo(chloe, read)).errors[0].extensions.code === 'NOT_FOUND');
    const { myAccount } = (await answerTo(chloe, '{ myAccount { id } }')).data;
    await answerTo(ada, share(myAccount.id));
    expect((await answerTo(chloe, read)).data.project.name === 'Ship it');
  } finally {
    await browser.close();
  }
}

/** What the API answers to a query of the editor. */
async function answerTo(editor, query) {
  const arrives = editor.page.waitForResponse(
    (response) =>
      response.url().endsWith('/graphql') &&
      response.request().method() === 'POST' &&
      !response.request().postData()?.includes('IntrospectionQuery'),
  );
  await editor.run(query);
  return (await arrives).json();
}

function expect(isTrue) {
  if (!isTrue) throw new Error('The browser does not show what is expected.');
}

const workspace = await Workspace.create();
try {
  for (const step of STEPS) {
    const started = Date.now();
    await workspace.run(step);
    console.log(`${step}: ${Math.round((Date.now() - started) / 1000)} s`);
  }
  await workspace.startDemo();
  await useInBrowser(workspace.addressOf('http://127.0.0.1:3001/'));
  console.log('A browser creates, lists, shares and watches a project.');
} finally {
  await workspace.remove();
}

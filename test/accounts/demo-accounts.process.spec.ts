import { expect, it } from '@jest/globals';
import { Actor } from '../support/api.js';
import { ProjectCopy } from '../support/project-copy.js';
import { use } from '../support/use.js';

const project = use(() => Promise.resolve(ProjectCopy.create()));

it('npm start gives the administrator of the demo an account, which outlives a reload', async () => {
  const start = project.run(['dev/start.ts', '--watch']);
  const [, url = ''] = await start.printed(/API {5}(http:\S+)/);
  const [, token = ''] = await start.printed(/good for a day\n(\S+)/);
  const ada = new Actor(url, { authorization: `Bearer ${token}` });
  const roles = async () => (await ada.query('{ myAccount { roles } }')).body;
  expect(await roles()).toEqual({ data: { myAccount: { roles: ['ADMIN'] } } });

  project.edit('src/main.ts', (text) => `${text}\nconsole.log('again');\n`);
  await start.printed(/A source has changed[^]*Listening at/);
  expect(await roles()).toEqual({ data: { myAccount: { roles: ['ADMIN'] } } });
  expect(await start.stop()).toBe(0);
});

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { profileOf, sendJson, useScriptedTenant, type Script } from './scripted-tenant.js';

const tenant = useScriptedTenant();
const api = useApi({ trusts: tenant, imports: [ProfileModule] });
/** Each test has a user of its own. */
let users = 0;

const json =
  (write: string | ((profile: object) => string)): Script =>
  (call, response) => {
    const text = typeof write === 'string' ? write : write(profileOf(call));
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  };
const redirect =
  (status: number): Script =>
  (_, response) =>
    response.writeHead(status, { location: tenant.url }).end();

const ANSWERS: readonly (readonly [string, Script])[] = [
  ['an empty body', json('')],
  ['no content', (_, response) => response.writeHead(204).end()],
  ['null', json('null')],
  ['a list', json('[]')],
  ['a number', json('7')],
  ['a text', json('"auth0|ada"')],
  ['an empty object', json('{}')],
  ['half an object', json((profile) => JSON.stringify(profile).slice(0, -1))],
  [
    'an identifier that is not a string',
    (call, response) => sendJson(response, { ...profileOf(call), user_id: [call.id] }),
  ],
  ...[301, 302, 303, 304, 307, 308].map((status) => [`HTTP ${status}`, redirect(status)] as const),
  [
    'a redirect that carries the profile',
    (call, response) => {
      response.setHeader('location', tenant.url);
      sendJson(response, profileOf(call), 302);
    },
  ],
  ['an error that is no JSON', (_, response) => response.writeHead(502).end('Bad gateway')],
];

describe.each([
  ['me', '{ me { id } }'],
  ['updateMyMetadata', 'mutation { updateMyMetadata(metadata: { a: 1 }) { id } }'],
])('%s, when the Management API answers with', (field, query) => {
  const ask = async () => api.as(await tenant.token(`auth0|${(users += 1)}`)).query(query);

  // After three odd answers in a row, the tenant would be left alone.
  afterEach(async () => {
    jest.restoreAllMocks();
    tenant.reset();
    expect((await ask()).status).toBe(200);
  });

  it.each(ANSWERS)('%s, is SERVICE_UNAVAILABLE and no defect', async (_, script) => {
    const logged = jest.spyOn(Logger.prototype, 'error');
    tenant.reset((call, response) =>
      // Where a change reads the profile first, the answer to the change is the odd one.
      field === 'me' || call.method === 'PATCH'
        ? script(call, response)
        : sendJson(response, profileOf(call)),
    );
    const { status, headers, body } = await ask();
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(logged).not.toHaveBeenCalled();
  });
});

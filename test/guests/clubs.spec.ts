import { describe, expect, it } from '@jest/globals';
import { useApi } from '../support/api.js';
import { TestSocket } from '../support/live-socket.js';
import { useIssuer } from '../support/test-issuer.js';
import { ClubsModule } from './src/clubs/clubs.module.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [ClubsModule] });
const tokenOf = (sub: string, organization = 'org_chess') =>
  issuer.token({ claims: { sub, org_id: organization } });
const minutes = async (token: string) => api.as(token).query('{ clubMinutes }');

describe('a rule on claims', () => {
  it('refuses a token of another organization, with its reason', async () => {
    const { status, headers, body } = await minutes(await tokenOf('auth0|ada', 'org_go'));
    expect([status, body.errors?.[0]?.extensions]).toEqual([
      401,
      { code: 'UNAUTHENTICATED', reason: 'not_a_member' },
    ]);
    expect(headers.get('www-authenticate')).toContain('The token is for another organization');
  });

  it('comes after the rules of the platform', async () => {
    const { body } = await api.anonymous.query('{ clubMinutes }');
    expect(body.errors?.[0]?.extensions).toMatchObject({ reason: 'token_missing' });
  });
});

describe('a PermissionsSource', () => {
  it('grants what the token does not', async () => {
    expect((await minutes(await tokenOf('auth0|ada'))).body).toEqual({
      data: { clubMinutes: 'New boards.' },
    });
  });

  it('refuses a caller without it', async () => {
    const { status, body } = await minutes(await tokenOf('auth0|bob'));
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });
});

describe('DataLoader in a provider of the request', () => {
  it('reads what the fields of one request ask for at once', async () => {
    const caller = api.as(await tokenOf('auth0|bob'));
    const { body } = await caller.query('{ a: clubPlayer(id: "Ada") b: clubPlayer(id: "Bob") }');
    expect(body).toEqual({
      data: { a: 'Ada, read with 1 others', b: 'Bob, read with 1 others' },
    });
  });

  it('remembers nothing for the next request', async () => {
    const caller = api.as(await tokenOf('auth0|bob'));
    expect((await caller.query('{ clubPlayer(id: "Ada") }')).body).toEqual({
      data: { clubPlayer: 'Ada, read with 0 others' },
    });
  });
});

describe('parameters of a connection', () => {
  it.each([
    ['fr', 'Bonjour'],
    [{ $ne: 1 }, 'Hello'],
    [undefined, 'Hello'],
  ])('%j: %s', async (locale, text) => {
    const socket = await TestSocket.open(api.url);
    const authorization = `Bearer ${await tokenOf('auth0|bob')}`;
    socket.send({ type: 'connection_init', payload: { authorization, locale } });
    await socket.take('connection_ack');
    socket.subscribe('1', 'subscription { clubGreeting { text } }');
    const { payload } = await socket.take('next');
    expect(payload).toEqual({ data: { clubGreeting: { text } } });
    socket.ws.close();
    await socket.ended;
  });
});

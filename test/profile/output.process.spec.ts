import { expect, it } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { createUsers, useTenant } from '../support/tenant.js';

const tenant = useTenant({ users: createUsers(1) });

it('prints no secret, no token and no profile at any log level, whatever goes wrong', async () => {
  const api = await ApiProcess.start({
    ...tenant.env,
    LOG_LEVEL: 'trace',
    NODE_ENV: 'development',
  });
  const token = await tenant.token('auth0|user00000');
  const broken = `${token.slice(0, -6)}AAAAAA`;
  for (const one of [token, broken, 'opaque-token-of-somebody']) {
    for (const query of ['{ me { email userMetadata } }', '{ me { ']) await api.query(one, query);
  }
  for (const kind of ['garbage', 'truncatedBody'] as const) {
    tenant.management.faults.set('managementApi', { kind });
    await api.query(token, 'mutation { updateMyMetadata(metadata: { pet: "private" }) { id } }');
  }
  await api.stop();
  const { clientSecret } = tenant.management.managementApplication;
  const [, payload = ''] = token.split('.');
  for (const secret of [
    clientSecret,
    token,
    broken,
    payload,
    'opaque-token',
    'user00000',
    'user0@example.com',
    'private',
  ]) {
    expect(api.output).not.toContain(secret);
  }
  expect(api.output).toContain('request');
});

it('prints no warning of Node when one request asks for 30 profiles', async () => {
  const api = await ApiProcess.start(tenant.env);
  const token = await tenant.token('auth0|user00000', { permissions: ['read:users'] });
  const fields = Array.from({ length: 30 }, (_, index) => `u${index}: user(id: "${index}") { id }`);
  await api.query(token, `{ ${fields.join(' ')} }`);
  await api.stop();
  expect(api.output).not.toContain('Warning');
});

import { createPrivateKey, sign } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

const { from, count, users, header, claims } = workerData;
const permissions = workerData.permissions ?? ['read:users', 'read:accounts'];
const key = createPrivateKey(workerData.key);
const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
const head = encode(header);

parentPort.postMessage(
  Array.from({ length: Math.max(count, 0) }, (_, index) => mint(from + index)),
);

/** The claims of an Auth0 access token; `jti` makes each one different. */
function mint(number) {
  const payload = encode({
    ...claims,
    sub: `auth0|user${String(number % users).padStart(5, '0')}`,
    scope: 'openid profile email',
    azp: 'AbCdEfGhIjKlMnOpQrStUvWxYz012345',
    permissions,
    jti: `bench-${number}`,
  });
  const input = `${head}.${payload}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

import { CookieJar } from '../../dev/cookie-jar.js';

const MAX_REDIRECTS = 12;

/** Follows redirects as a browser does, and fills in the local issuer's login form. */
export async function browse(
  start: URL,
  login?: { readonly email: string; readonly password: string },
): Promise<{ address: URL; status: number; text: string }> {
  const jar = new CookieJar();
  let address = start;
  let init: RequestInit = {};
  for (let step = 0; step < MAX_REDIRECTS; step += 1) {
    const headers = { cookie: jar.header };
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    jar.store(response);
    const location = response.headers.get('location');
    const isForm = response.status === 200 && address.pathname.startsWith('/login/') && login;
    if (!location && !isForm) {
      return { address, status: response.status, text: await response.text() };
    }
    init = location ? {} : { method: 'POST', body: new URLSearchParams({ ...login }) };
    address = location ? new URL(location, address) : address;
  }
  throw new Error(`${start} does not come to an end.`);
}

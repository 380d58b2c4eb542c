import { decodeJwt } from 'jose';
import { DEFAULT_AUDIENCE } from '../local-issuer/local-issuer.js';
import { findApplications, type Applications } from '../local-issuer/storage/applications.js';
import { DataFolder, DEFAULT_DATA_FOLDER } from '../local-issuer/storage/data-folder.js';
import { signIn } from '../sign-in.js';
import { UserError } from '../user-error.js';
import { findDemoUser, scopesOfMachine, scopesOfUser } from './demo-scopes.js';
import { machineToken } from './machine-token.js';
import type { ObtainedToken } from './obtained-token.js';
import type { TokenArguments } from './token-arguments.js';

/** What a token is for, and who issues it. */
interface Api {
  readonly issuer: string;
  readonly audience: string;
}

/** An access token of the local issuer that `npm start` runs, for the API or another resource of it. */
export async function localToken(
  port: number,
  wanted: TokenArguments,
  audience = DEFAULT_AUDIENCE,
): Promise<ObtainedToken> {
  if (wanted.provider) {
    throw new UserError(
      `The environment configures no provider, so --provider ${wanted.provider} cannot be asked. ` +
        'Configure it in .env, or leave the option out for a token of the local issuer.',
    );
  }
  const issuer = `http://127.0.0.1:${port}/`;
  const api = { issuer, audience };
  return wanted.isMachine ? forApplication(api, wanted) : forUser(api, wanted);
}

async function forUser({ issuer, audience }: Api, wanted: TokenArguments): Promise<ObtainedToken> {
  const user = findDemoUser(wanted.user);
  const scopes = scopesOfUser(user, wanted);
  const { clientId } = (await findRunningIssuer(issuer)).browser;
  const { email } = user.profile;
  const { permissions, lifetime, keyPair } = wanted;
  const tokens = await signIn({
    ...{ issuer, clientId, audience, email, permissions, lifetime, keyPair },
    password: user.password,
    scope: scopes.join(' '),
  });
  const { access_token: accessToken, refresh_token: token } = tokens;
  checkPermissions(accessToken, [...user.permissions, ...permissions]);
  const tokenUrl = `${issuer}oauth/token`;
  const refresh = token && { refresh: { token, tokenUrl, clientId } };
  return { owner: email, audience, accessToken, ...refresh };
}

async function forApplication(
  { issuer, audience }: Api,
  wanted: TokenArguments,
): Promise<ObtainedToken> {
  const scope = scopesOfMachine(wanted)?.join(' ');
  const { permissions, lifetime, keyPair } = wanted;
  const { machine } = await findRunningIssuer(issuer);
  const { access_token: accessToken } = await machineToken({
    ...{ issuer, ...machine, audience, permissions, lifetime, keyPair },
    ...(scope && { scope }),
  });
  return { owner: 'the demo machine application', audience, accessToken };
}

/** A permission that was just written into the file is not known to an issuer that runs already. */
function checkPermissions(accessToken: string, expected: readonly string[]): void {
  const { permissions } = decodeJwt<{ permissions?: unknown }>(accessToken);
  const missing = expected.filter((name) => ![permissions].flat().includes(name));
  if (missing.length === 0) return;
  throw new UserError(
    `The running issuer does not know that this user has ${missing.join(', ')}: dev/demo-users.ts ` +
      'has changed since it started. Start `npm start` again.',
  );
}

async function findRunningIssuer(issuer: string): Promise<Applications> {
  if (!(await answers(issuer))) {
    throw new UserError(
      `The local issuer does not answer at ${issuer}: start it with \`npm start\`. ` +
        'Where it runs on another port, set LOCAL_ISSUER_PORT.',
    );
  }
  const applications = findApplications(new DataFolder(DEFAULT_DATA_FOLDER));
  if (applications) return applications;
  throw new UserError(`The issuer at ${issuer} was started from another copy of this project.`);
}

async function answers(issuer: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(5000);
    const response = await fetch(`${issuer}.well-known/openid-configuration`, { signal });
    const metadata = (await response.json()) as { issuer?: unknown };
    return metadata.issuer === issuer;
  } catch {
    return false;
  }
}

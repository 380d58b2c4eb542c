import { findApplications, type Applications } from '../local-issuer/storage/applications.js';
import { DataFolder, DEFAULT_DATA_FOLDER } from '../local-issuer/storage/data-folder.js';
import type { DemoUser } from '../local-issuer/storage/demo-user.js';
import { demoUsers } from '../demo-users.js';
import { DEFAULT_AUDIENCE as audience } from '../local-issuer/local-issuer.js';
import { machineToken } from './machine-token.js';
import type { ObtainedToken } from './obtained-token.js';
import { signIn } from '../sign-in.js';
import type { TokenArguments } from './token-arguments.js';
import { UserError } from '../user-error.js';

const DEFAULT_SCOPE = 'openid profile email read:users';

/** An access token of the local issuer that `npm start` runs. */
export async function localToken(
  port: number,
  { isMachine, user: name, scope = DEFAULT_SCOPE, isRefreshable }: TokenArguments,
): Promise<ObtainedToken> {
  const issuer = `http://127.0.0.1:${port}/`;
  const applications = await findRunningIssuer(issuer);
  if (isMachine) {
    const tokens = await machineToken({ issuer, ...applications.machine, audience });
    return { owner: 'the demo machine application', audience, accessToken: tokens.access_token };
  }
  const { profile, password } = findDemoUser(name);
  const { clientId } = applications.browser;
  const tokens = await signIn({
    ...{ issuer, clientId, audience },
    ...{ email: profile.email, password },
    scope: isRefreshable ? `${scope} offline_access` : scope,
  });
  const { access_token: accessToken, refresh_token: token } = tokens;
  const tokenUrl = `${issuer}oauth/token`;
  const refresh = token && { refresh: { token, tokenUrl, clientId } };
  return { owner: profile.email, audience, accessToken, ...refresh };
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

function findDemoUser(name: string | undefined): DemoUser {
  const wanted = name?.toLowerCase();
  const user = wanted
    ? demoUsers.find(({ profile: { email } }) => [email, email.split('@')[0]].includes(wanted))
    : demoUsers[0];
  if (user) return user;
  const known = demoUsers.map(({ profile }) => profile.email).join(', ');
  throw new UserError(`There is no demo user ${name}. Known are ${known}.`);
}

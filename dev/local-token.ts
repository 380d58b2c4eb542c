import { findApplications, type Applications } from './local-issuer/applications.js';
import { DataFolder, DEFAULT_DATA_FOLDER } from './local-issuer/data-folder.js';
import type { DemoUser } from './local-issuer/demo-user.js';
import { demoUsers } from './local-issuer/demo-users.js';
import { DEFAULT_AUDIENCE as audience } from './local-issuer/local-issuer.js';
import { machineToken } from './machine-token.js';
import type { ObtainedToken } from './obtained-token.js';
import { signIn } from './sign-in.js';
import type { TokenArguments } from './token-arguments.js';
import { UserError } from './user-error.js';

/** An access token of the local issuer that `npm start` runs. */
export async function localToken(
  port: number,
  { isMachine, user: name }: TokenArguments,
): Promise<ObtainedToken> {
  const issuer = `http://127.0.0.1:${port}/`;
  const applications = await findRunningIssuer(issuer);
  if (isMachine) {
    const tokens = await machineToken({ issuer, ...applications.machine, audience });
    return { owner: 'the demo machine application', audience, accessToken: tokens.access_token };
  }
  const { profile, password } = findDemoUser(name);
  const { access_token: accessToken } = await signIn({
    ...{ issuer, clientId: applications.browser.clientId, audience },
    ...{ email: profile.email, password },
    scope: 'openid profile email read:users',
  });
  return { owner: profile.email, audience, accessToken };
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

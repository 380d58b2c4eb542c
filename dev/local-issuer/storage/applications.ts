import { randomBytes } from 'node:crypto';
import type { DataFolder } from './data-folder.js';

const FILE = 'applications.json';

/** An application that keeps a secret and calls an API on its own behalf. */
export interface ConfidentialApplication {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What an Auth0 dashboard would list under "Applications". */
export interface Applications {
  readonly browser: { readonly clientId: string };
  readonly machine: ConfidentialApplication;
  readonly management: ConfidentialApplication;
  /** Signs the login session's cookies. */
  readonly cookieSecret: string;
}

/** The applications that an earlier start made, or nothing where there was none. */
export function findApplications(folder: DataFolder): Applications | undefined {
  return folder.read(FILE) as Applications | undefined;
}

/** The applications with their secrets, made at random at the first start and kept. */
export function loadApplications(folder: DataFolder): Applications {
  const stored = findApplications(folder);
  if (stored) return stored;
  const created = {
    browser: { clientId: createClientId() },
    machine: createConfidentialApplication(),
    management: createConfidentialApplication(),
    cookieSecret: createSecret(),
  };
  folder.write(FILE, created);
  return created;
}

function createConfidentialApplication(): ConfidentialApplication {
  return { clientId: createClientId(), clientSecret: createSecret() };
}

function createClientId(): string {
  return randomBytes(16).toString('hex');
}

function createSecret(): string {
  return randomBytes(48).toString('base64url');
}

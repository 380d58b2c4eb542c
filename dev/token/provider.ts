import { InvalidEnvironmentError } from '../../src/platform/config/invalid-environment.error.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import type { IssuerSettings } from '../../src/platform/config/settings.js';
import type { Environment } from '../configured-provider.js';
import { portOf } from '../ports.js';
import { UserError } from '../user-error.js';

const DEFAULT_CALLBACK_PORT = 8765;

/** An application at the provider, as far as the environment names one. */
export interface ProviderClient {
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
}

/** A provider that the API trusts, and the applications that may get tokens from it. */
export interface Provider {
  readonly kind: IssuerSettings['kind'];
  readonly issuer: string;
  readonly audience: string;
  /** Signs users in. */
  readonly login: ProviderClient;
  /** Asks for tokens of its own. */
  readonly machine: ProviderClient;
  readonly callbackPort: number;
}

/** The configured provider, or the named one of several. */
export function readProvider(env: Environment, name: string | undefined): Provider {
  const { kind, address, audience, management } = findIssuer(env, name);
  const applications = applicationsOf(env);
  const { machine: own } = applications;
  const machine = own.clientId ? own : { ...own, ...management };
  return { kind, issuer: address, audience, ...applications, machine };
}

/** The applications that the environment names, and where the one that signs users in is called back. */
export function applicationsOf(
  env: Environment,
): Pick<Provider, 'login' | 'machine' | 'callbackPort'> {
  return {
    login: clientOf(env, 'TOKEN_CLIENT_ID', 'TOKEN_CLIENT_SECRET'),
    machine: clientOf(env, 'TOKEN_MACHINE_CLIENT_ID', 'TOKEN_MACHINE_CLIENT_SECRET'),
    callbackPort: portOf(env, 'TOKEN_CALLBACK_PORT', DEFAULT_CALLBACK_PORT),
  };
}

function findIssuer(env: Environment, name: string | undefined): IssuerSettings {
  const issuers = readIssuers(env);
  const found = name ? issuers.find(({ kind }) => kind === name) : issuers[0];
  if (found) return found;
  const known = issuers.map(({ kind }) => kind).join(', ');
  throw new UserError(`There is no provider ${name} in the environment. Configured: ${known}.`);
}

/** Judged as the API judges it, so that both complain of the same things in the same words. */
export function readIssuers(env: Environment): readonly IssuerSettings[] {
  try {
    return loadSettings(env).issuers;
  } catch (error) {
    if (!(error instanceof InvalidEnvironmentError)) throw error;
    throw new UserError(error.message, { cause: error });
  }
}

function clientOf(env: Environment, id: string, secret: string): ProviderClient {
  const read = (variable: string) => env[variable]?.trim() || undefined;
  return { clientId: read(id), clientSecret: read(secret) };
}

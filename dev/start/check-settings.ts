import {
  InvalidEnvironmentError,
  type EnvironmentProblem,
} from '../../src/platform/config/invalid-environment.error.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import type { Environment } from '../configured-provider.js';
import { PORT_REMEDY, readPort } from '../ports.js';
import { UserError } from '../user-error.js';

/** Settings that are as valid as those of the local issuer will be. */
export const LOCAL_ISSUER = {
  AUTH0_DOMAIN: 'http://127.0.0.1/',
  AUTH0_AUDIENCE: 'local',
  AUTH0_CLIENT_ID: 'local',
  AUTH0_CLIENT_SECRET: 'local',
  AUTH0_ALLOWED_CLIENTS: 'local',
};

/** Finds what the API would refuse to start with, before anything is built or started. */
export function checkSettings(env: Environment, wantsIssuer: boolean): void {
  const problems = [
    ...problemsOf(wantsIssuer ? { ...env, ...LOCAL_ISSUER } : env),
    ...problemsOfIssuer(env),
  ];
  if (problems.length > 0) throw new UserError(new InvalidEnvironmentError(problems).message);
}

function problemsOf(env: Environment): readonly EnvironmentProblem[] {
  try {
    loadSettings(env);
    return [];
  } catch (error) {
    if (error instanceof InvalidEnvironmentError) return error.problems;
    throw error;
  }
}

function problemsOfIssuer(env: Environment): EnvironmentProblem[] {
  const port = { variable: 'LOCAL_ISSUER_PORT', remedy: PORT_REMEDY };
  const lifetime = {
    variable: 'LOCAL_ISSUER_TOKEN_SECONDS',
    remedy: 'must be a whole number from 1 to 86400.',
  };
  return [
    ...(readPort(env, port.variable, 0) === undefined ? [port] : []),
    ...(lifetimeOf(env) === undefined ? [lifetime] : []),
  ];
}

/** `LOCAL_ISSUER_TOKEN_SECONDS`; nothing where it holds no such number. */
export function lifetimeOf(env: Environment): number | undefined {
  const text = env['LOCAL_ISSUER_TOKEN_SECONDS']?.trim() || '86400';
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= 86_400 ? seconds : undefined;
}

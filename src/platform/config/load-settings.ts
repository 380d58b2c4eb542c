import { applyDefaults } from './apply-defaults.js';
import { findCorsProblems } from './cors-settings.js';
import { findDatabaseProblems } from './database-settings.js';
import { findDpopProblems } from './dpop-settings.js';
import { readSettings, type SettingsClass } from './define-settings.js';
import { environmentSchema } from './environment.schema.js';
import { findWarnings } from './find-warnings.js';
import { InvalidEnvironmentError } from './invalid-environment.error.js';
import { findLimitProblems } from './limit-settings.js';
import { findResourceProblems, readIssuers } from './issuers.js';
import { presentVariables, readVariables } from './read-variables.js';
import type { Settings } from './settings.js';
import { findGroupProblems } from './variable-groups.js';

/**
 * Reads an environment into complete, frozen settings. Pure: it neither reads `process.env` nor
 * prints. An empty variable counts as missing.
 *
 * @param features the settings classes of the features
 * @throws InvalidEnvironmentError with every problem at once, by variable name, without values.
 */
export function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  features: readonly SettingsClass[] = [],
): Settings {
  const names = settingNames(features);
  const present = presentVariables(env);
  const warnings = findWarnings(present, names);
  const platform = readVariables(environmentSchema, present);
  const issuers = platform.values && readIssuers(platform.values);
  const ofFeatures = features.map((feature) => readSettings(feature, present));
  const problems = [
    ...findGroupProblems(present),
    ...platform.problems,
    ...(issuers?.problems ?? []),
    ...(platform.values ? findCorsProblems(platform.values) : []),
    ...(platform.values ? findDatabaseProblems(platform.values) : []),
    ...(platform.values ? findResourceProblems(platform.values) : []),
    ...(platform.values
      ? findLimitProblems(platform.values, platform.values.NODE_ENV === 'production')
      : []),
    ...(platform.values ? findDpopProblems(platform.values) : []),
    ...ofFeatures.flatMap((feature) => feature.problems),
  ];
  if (!platform.values || !issuers || problems.length > 0)
    throw new InvalidEnvironmentError(problems, warnings);
  return applyDefaults(platform.values, {
    issuers: issuers.issuers,
    features: ofFeatures.flatMap(({ instance }) => instance ?? []),
    warnings,
  });
}

/** The names of all variables that are read; each belongs to one class. */
export function settingNames(features: readonly SettingsClass[]): string[] {
  const names = Object.keys(environmentSchema.shape);
  for (const { name: owner, shape } of features) {
    const taken = Object.keys(shape).find((name) => names.includes(name));
    if (taken) throw new Error(`${owner} declares ${taken}, which another class declares already.`);
    names.push(...Object.keys(shape));
  }
  return names;
}

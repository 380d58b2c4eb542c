import { z } from 'zod';
import type { EnvironmentProblem } from './invalid-environment.error.js';
import { readVariables } from './read-variables.js';

/** The variables of a settings class, each with how it is read. */
export type SettingsShape = Readonly<Record<string, z.ZodType>>;

/** `PROFILE_CACHE_SECONDS` is `profileCacheSeconds`. */
type CamelCase<Name extends string> = Name extends `${infer Word}_${infer Rest}`
  ? `${Lowercase<Word>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<Name>;

type SettingsOf<Shape extends SettingsShape> = {
  readonly [Name in keyof Shape & string as CamelCase<Name>]: z.output<Shape[Name]>;
};

interface SettingsBase<Values> {
  new (values: Values): Values;
  readonly shape: SettingsShape;
}

/** A class made with `defineSettings`. */
export interface SettingsClass {
  new (values: never): object;
  readonly name: string;
  readonly shape: SettingsShape;
}

/**
 * The base of a feature's settings. Each variable becomes a typed, frozen property in camelCase, and
 * the class is its own injection token. List the class in `src/app.settings.ts`.
 *
 * @example
 * export class OrderSettings extends defineSettings({
 *   ORDER_LIMIT: wholeNumber(1, 100).default(20),
 *   ORDER_CURRENCY: oneOf('EUR', 'USD').default('EUR'),
 *   ORDER_WEBHOOK_URL: url('https').optional(),
 * }) {}
 * // constructor({ orderLimit, orderWebhookUrl }: OrderSettings)
 */
export function defineSettings<const Shape extends SettingsShape>(
  shape: Shape,
): SettingsBase<SettingsOf<Shape>> {
  class DefinedSettings {
    static readonly shape = shape;

    constructor(values: SettingsOf<Shape>) {
      Object.assign(this, values);
      Object.freeze(this);
    }
  }
  return DefinedSettings as unknown as SettingsBase<SettingsOf<Shape>>;
}

/** Reads the variables of one class, or says what is wrong with them. */
export function readSettings(
  settings: SettingsClass,
  present: Readonly<Record<string, string>>,
): { instance: object | undefined; problems: EnvironmentProblem[] } {
  const { values, problems } = readVariables(z.object(settings.shape), present);
  if (!values) return { instance: undefined, problems };
  const properties = Object.keys(settings.shape).map((name) => [toCamelCase(name), values[name]]);
  return { instance: new settings(Object.fromEntries(properties) as never), problems };
}

function toCamelCase(name: string): string {
  return name.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

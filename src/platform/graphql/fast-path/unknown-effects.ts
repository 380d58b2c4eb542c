import { isDeepStrictEqual } from 'node:util';
import { answerPlugin } from '../answer.plugin.js';
import { contextOf } from '../context.js';
import { formatError } from '../format-error.js';
import { EXECUTION_OPTIONS } from '../input-errors.js';
import { LandingPagePlugin } from '../landing-page.plugin.js';

/**
 * Options with any value: they build the schema, concern the landing page or Apollo's log, or take
 * effect before Apollo executes a document for the first time.
 */
const WITH_ANY_VALUE: ReadonlySet<string> = new Set([
  'autoSchemaFile',
  'buildSchemaOptions',
  'csrfPrevention',
  'definitions',
  'directiveResolvers',
  'driver',
  'fieldResolverEnhancers',
  'graphiql',
  'hideSchemaDetailsFromClientErrors',
  'include',
  'inheritResolversFromInterfaces',
  'introspection',
  'logger',
  'maxRecursiveSelections',
  'metadata',
  'parseOptions',
  'path',
  'persistedQueries',
  'playground',
  'plugins',
  'resolvers',
  'resolverValidationOptions',
  'schema',
  'sortSchema',
  'stopOnApplicationShutdown',
  'stopOnTerminationSignals',
  'transformAutoSchemaFile',
  'transformResolvers',
  'transformSchema',
  'typeDefs',
  'typePaths',
  'useGlobalPrefix',
  'validationOptions',
  'validationRules',
]);

/** Options that the fast path knows with these values only. */
const WITH_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  allowBatchedHttpRequests: [undefined, false],
  autoTransformHttpErrors: [false],
  cache: [undefined, 'bounded'],
  context: [undefined, contextOf],
  dangerouslyDisableValidation: [undefined, false],
  executionOptions: [undefined, EXECUTION_OPTIONS],
  formatError: [formatError],
  includeStacktraceInErrorResponses: [false],
  installSubscriptionHandlers: [undefined, false],
  preserveHttpStatusForExecutionErrors: [false],
  status400ForVariableCoercionErrors: [undefined, true],
};

/** Data by which Apollo marks the plugins that it makes itself. */
const MARKS = ['__internal_plugin_id__', '__is_disabled_plugin__'];

/** Finds an option that may change an answer; undefined where all are known not to. */
export function findUnknownOption(options: object): string | undefined {
  const values = new Map<string, unknown>(Object.entries(options));
  for (const [name, known] of Object.entries(WITH_VALUES)) {
    // Nest copies objects.
    if (!known.some((value) => isDeepStrictEqual(value, values.get(name))))
      return `the option ${name}`;
    values.delete(name);
  }
  for (const [name, value] of values) {
    if (value !== undefined && !WITH_ANY_VALUE.has(name)) return `the option ${name}`;
  }
  return undefined;
}

/**
 * Finds a plugin that may take part in a request; undefined where all are known not to.
 *
 * @param plugins of a started server, because Apollo adds some by itself
 * @param known plugins that the fast path stands in for, or that have no part in a request
 */
export function findUnknownPlugin(
  plugins: readonly unknown[],
  known: readonly unknown[],
): string | undefined {
  if (!plugins.includes(answerPlugin)) return 'the missing error contract';
  const unknown = plugins.find(
    (plugin) => plugin !== answerPlugin && !known.includes(plugin) && hasHooks(plugin),
  );
  return unknown === undefined ? undefined : `the plugin ${nameOf(unknown)}`;
}

/** Any member may be a hook, also one that does not exist yet. */
function hasHooks(plugin: unknown): boolean {
  if (typeof plugin !== 'object' || plugin === null) return true;
  // Answers the GET of a browser only.
  if (plugin instanceof LandingPagePlugin) return false;
  return membersOf(plugin).some((name) => !MARKS.includes(name));
}

function membersOf(value: object): string[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isClass =
    typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype;
  const inherited = isClass ? membersOf(prototype) : [];
  return [...Object.getOwnPropertyNames(value), ...inherited].filter(
    (name) => name !== 'constructor',
  );
}

function idOf(plugin: object): unknown {
  return '__internal_plugin_id__' in plugin ? plugin.__internal_plugin_id__ : undefined;
}

function nameOf(plugin: unknown): string {
  if (typeof plugin !== 'object' || plugin === null) return String(plugin);
  const id = idOf(plugin) ?? plugin.constructor?.name;
  return typeof id === 'string' && id !== 'Object' ? id : `with ${membersOf(plugin).join(', ')}`;
}

import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import type { ApolloServerPlugin } from '@apollo/server';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, Logger } from '@nestjs/common';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import { fileURLToPath } from 'node:url';
import { Settings } from '../config/settings.js';
import { answerPlugin } from './answer.plugin.js';
import { contextOf } from './context.js';
import { refuseInvalidDates } from './date-time.js';
import { createDocumentRules } from './check-operation.js';
import { formatError } from './format-error.js';
import { EXECUTION_OPTIONS } from './input-errors.js';
import { LandingPagePlugin } from './landing-page.plugin.js';

/** At the top level of the project, seen from `src` and from `dist`. */
const SCHEMA_FILE = fileURLToPath(new URL('../../../schema.gql', import.meta.url));

/** Apollo's options. Secure by default, and the same for all features. */
@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<ApolloDriverConfig> {
  constructor(private readonly settings: Settings) {}

  createGqlOptions(): Omit<ApolloDriverConfig, 'driver'> {
    const { environment, isProduction } = this.settings;
    refuseInvalidDates();
    return {
      path: '/graphql',
      context: contextOf,
      autoSchemaFile: environment === 'development' ? SCHEMA_FILE : true,
      sortSchema: true,
      // Apollo checks the schema as well; Nest's check executes an introspection of it.
      buildSchemaOptions: { skipCheck: isProduction },
      // Protects field resolvers like root fields.
      fieldResolverEnhancers: ['guards'],
      graphiql: false,
      // Forbids introspection and hides suggestions in production, over WebSocket as well.
      ...createDocumentRules(this.settings),
      introspection: true,
      includeStacktraceInErrorResponses: false,
      executionOptions: EXECUTION_OPTIONS,
      persistedQueries: false,
      csrfPrevention: true,
      // By default Nest answers refusals with 200 and sends the contents of exceptions.
      preserveHttpStatusForExecutionErrors: false,
      autoTransformHttpErrors: false,
      formatError,
      logger: new ApolloLogger('Apollo'),
      plugins: [
        answerPlugin as ApolloServerPlugin,
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ...(isProduction ? [] : [new LandingPagePlugin(this.settings)]),
      ],
    };
  }
}

/** Sends Apollo's messages to Nest's logger; by default Apollo prints them to the console. */
class ApolloLogger extends Logger {
  info(message: unknown): void {
    this.log(message);
  }
}

import {
  NoSchemaIntrospectionCustomRule,
  type ParseOptions,
  type validate,
  type ValidationRule,
} from 'graphql';
import type { Settings } from '../config/settings.js';
import { MAXIMUM_ERRORS } from './bounded-errors.js';
import { MAXIMUM_TOKENS, queryLimitsRule } from './query-limits.js';

/** How a document is parsed and validated, whichever transport brings it. */
export interface DocumentRules {
  readonly parseOptions: ParseOptions;
  /** Beside those of the specification. */
  readonly validationRules: ValidationRule[];
  readonly validationOptions: NonNullable<Parameters<typeof validate>[3]>;
}

export function createDocumentRules({ isProduction, trustedDocuments }: Settings): DocumentRules {
  const isSchemaHidden = isProduction || trustedDocuments === 'only';
  return {
    parseOptions: { maxTokens: MAXIMUM_TOKENS },
    validationRules: [
      queryLimitsRule,
      ...(isSchemaHidden ? [NoSchemaIntrospectionCustomRule] : []),
    ],
    // Each error may repeat a name of any length.
    validationOptions: { hideSuggestions: isSchemaHidden, maxErrors: MAXIMUM_ERRORS - 1 },
  };
}

import { z } from 'zod';
import { corsFields } from './cors-settings.js';
import { databaseFields } from './database-settings.js';
import { dpopFields } from './dpop-settings.js';
import { field, list, oneOf, text, url, wholeNumber } from './fields.js';
import { parseDomain, parseDomains, parseIssuerAddress } from './issuer-url.js';
import { limitFields } from './limit-settings.js';
import { endpointUrl, host, trustedProxies } from './network-fields.js';
import { AUDIENCE_CLAIMS, LOG_LEVELS, TOKEN_PROFILES, TRUSTED_DOCUMENTS } from './settings.js';

const domain = field(
  parseDomain,
  'must be a host name or an https URL without path, query and fragment (plain http only for loopback).',
);
const domains = field(
  parseDomains,
  'must be a host name or an https URL without path, query and fragment (plain http only for loopback), or several of one tenant, separated by commas.',
);
const issuerUrl = field(
  parseIssuerAddress,
  'must be a host name or an https URL without query and fragment (plain http only for loopback).',
);
const tokenProfile = oneOf(...TOKEN_PROFILES);
const clients = list(
  // RFC 6749, appendix A.1, without the space.
  (item) => /^[!-~]+$/.test(item),
  'must be a comma separated list of client IDs.',
);
const claimName = field(
  (value) => (/\s/.test(value) ? undefined : value),
  'must be the name of one claim, such as scope, realm_access.roles or https://example.com/permissions.',
);

/** Each variable alone; what several say together is judged in `load-settings.ts`. */
export const environmentSchema = z.object({
  ...databaseFields,
  ...corsFields,
  ...limitFields,
  HOST: host().optional(),
  PORT: wholeNumber(0, 65_535).optional(),
  PUBLIC_URL: endpointUrl('/graphql').optional(),
  MCP_URL: endpointUrl('/mcp').optional(),
  LOG_LEVEL: oneOf(...LOG_LEVELS).optional(),
  LOG_PSEUDONYM_SECRET: text().optional(),
  AUTH0_DOMAIN: domains.optional(),
  AUTH0_AUDIENCE: text().optional(),
  AUTH0_TOKEN_PROFILE: tokenProfile.optional(),
  AUTH0_ALLOWED_CLIENTS: clients.optional(),
  AUTH0_CLIENT_ID: text().optional(),
  AUTH0_CLIENT_SECRET: text().optional(),
  AUTH0_MANAGEMENT_DOMAIN: domain.optional(),
  AUTHACTION_DOMAIN: domain.optional(),
  AUTHACTION_AUDIENCE: text().optional(),
  AUTHACTION_TOKEN_PROFILE: tokenProfile.optional(),
  AUTHACTION_ALLOWED_CLIENTS: clients.optional(),
  AUTHACTION_PERMISSIONS_CLAIM: claimName.optional(),
  OIDC_ISSUER_URL: issuerUrl.optional(),
  OIDC_AUDIENCE: text().optional(),
  OIDC_AUDIENCE_CLAIM: oneOf(...AUDIENCE_CLAIMS).optional(),
  OIDC_ALGORITHM: oneOf('RS256', 'PS256', 'ES256').optional(),
  OIDC_TOKEN_PROFILE: tokenProfile.optional(),
  OIDC_ALLOWED_CLIENTS: clients.optional(),
  OIDC_PERMISSIONS_CLAIM: claimName.optional(),
  REDIS_URL: url('redis', 'rediss').optional(),
  TRUSTED_DOCUMENTS: oneOf(...TRUSTED_DOCUMENTS).optional(),
  TRUST_PROXY: trustedProxies().optional(),
  METRICS_PORT: wholeNumber(1, 65_535).optional(),
  METRICS_HOST: host().optional(),
  SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 3_600).optional(),
  ...dpopFields,
});

export type Environment = z.output<typeof environmentSchema>;

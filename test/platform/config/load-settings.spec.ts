import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { environmentSchema } from '../../../src/platform/config/environment.schema.js';
import { InvalidEnvironmentError } from '../../../src/platform/config/invalid-environment.error.js';
import { loadSettings } from '../../../src/platform/config/load-settings.js';

const AUTH0 = { AUTH0_DOMAIN: 'tenant.eu.auth0.com', AUTH0_AUDIENCE: 'https://api.example.com' };

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadSettings(env);
  } catch (error) {
    if (error instanceof InvalidEnvironmentError)
      return error.problems.map(({ variable }) => variable);
    throw error;
  }
  return [];
}

function messageOf(env: Record<string, string>): string {
  try {
    loadSettings(env);
  } catch (error) {
    return String(error);
  }
  return '';
}

describe('an environment with one issuer', () => {
  it('has a default for everything else', () => {
    expect({ ...loadSettings(AUTH0) }).toEqual({
      environment: 'development',
      isProduction: false,
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000/graphql',
      mcpUrl: 'http://127.0.0.1:3000/mcp',
      metricsPort: undefined,
      metricsHost: '127.0.0.1',
      logLevel: 'info',
      logPseudonymSecret: undefined,
      corsOrigins: ['https://studio.apollographql.com', expect.any(RegExp)],
      corsMethods: ['GET', 'POST'],
      corsCredentials: false,
      corsHeaders: [],
      issuers: [
        {
          kind: 'auth0',
          variable: 'AUTH0_DOMAIN',
          url: 'https://tenant.eu.auth0.com/',
          address: 'https://tenant.eu.auth0.com/',
          audience: 'https://api.example.com',
          audienceClaim: 'aud',
          algorithm: 'RS256',
          tokenProfile: 'any',
          allowedClients: undefined,
          permissionsClaim: 'permissions',
        },
      ],
      dpop: { requiredFor: [], nonceSecret: undefined },
      databaseUrl: 'pglite:.local-database',
      databasePoolSize: 10,
      redisUrl: undefined,
      rateLimitPerMinute: 0,
      callerPointsPerMinute: 0,
      maxOperationPoints: 2_000,
      maxEventLoopDelayMs: 0,
      maxConnections: 10_000,
      maxCallerSockets: 20,
      maxCallerSubscriptions: 100,
      maxSocketSubscriptions: 20,
      socketMessagesPerSecond: 50,
      maxPendingSockets: 2_000,
      maxStalledSeconds: 30,
      bodyMemoryMib: 32,
      tokenMemoryMib: 8,
      trustedDocuments: 'off',
      operationsFolder: expect.stringMatching(/\/operations$/),
      trustProxy: false,
      shutdownGraceSeconds: 10,
      features: [],
      warnings: [],
    });
  });

  it('is hardened in production', () => {
    expect(loadSettings({ ...AUTH0, NODE_ENV: 'production' })).toMatchObject({
      host: '0.0.0.0',
      publicUrl: undefined,
      metricsHost: '127.0.0.1',
      corsOrigins: [],
      rateLimitPerMinute: 600,
      callerPointsPerMinute: 60_000,
      maxEventLoopDelayMs: 1_000,
      isProduction: true,
    });
  });

  it('gives frozen settings', () => {
    const settings = loadSettings(AUTH0);
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.issuers)).toBe(true);
    expect(Object.isFrozen(settings.issuers[0])).toBe(true);
  });

  it('counts an empty variable as missing', () => {
    expect(loadSettings({ ...AUTH0, PORT: '', HOST: '  ', AUTH0_CLIENT_ID: '' })).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
    });
  });
});

describe('the issuers', () => {
  it('may be Auth0, AuthAction and any other at once', () => {
    const { issuers } = loadSettings({
      ...AUTH0,
      AUTHACTION_DOMAIN: 'tenant.eu.authaction.com',
      AUTHACTION_AUDIENCE: 'my-api',
      OIDC_ISSUER_URL: 'https://login.example.com/realms/main',
      OIDC_AUDIENCE: 'api',
      OIDC_ALGORITHM: 'ES256',
    });
    expect(issuers.map(({ kind, url, algorithm }) => ({ kind, url, algorithm }))).toEqual([
      { kind: 'auth0', url: 'https://tenant.eu.auth0.com/', algorithm: 'RS256' },
      { kind: 'authaction', url: 'https://tenant.eu.authaction.com/', algorithm: 'RS256' },
      { kind: 'oidc', url: 'https://login.example.com/realms/main', algorithm: 'ES256' },
    ]);
  });

  it('may be several custom domains of one Auth0 tenant, of which the first names the tenant', () => {
    const { issuers } = loadSettings({
      ...AUTH0,
      AUTH0_DOMAIN: 'tenant.eu.auth0.com, https://login.example.com ,LOGIN.example.org,',
      AUTH0_CLIENT_ID: 'id',
      AUTH0_CLIENT_SECRET: 'secret',
    });
    expect(issuers.map(({ url, address }) => ({ url, address }))).toEqual([
      { url: 'https://tenant.eu.auth0.com/', address: 'https://tenant.eu.auth0.com/' },
      { url: 'https://tenant.eu.auth0.com/', address: 'https://login.example.com' },
      { url: 'https://tenant.eu.auth0.com/', address: 'https://login.example.org/' },
    ]);
    expect(new Set(issuers.map(({ variable }) => variable))).toEqual(new Set(['AUTH0_DOMAIN']));
    expect(issuers.map(({ management }) => management === issuers[0]?.management)).toEqual([
      true,
      true,
      true,
    ]);
    expect(issuers[2]?.management?.url).toBe('https://tenant.eu.auth0.com/');
    expect(issuers.every(Object.isFrozen)).toBe(true);
  });

  it.each([
    'tenant.eu.auth0.com,',
    ',tenant.eu.auth0.com',
    'tenant.eu.auth0.com,login.example.com',
  ])('may be %j', (domains) => {
    expect(problemsOf({ ...AUTH0, AUTH0_DOMAIN: domains })).toEqual([]);
  });

  it.each([
    ',',
    ' , ',
    'tenant.eu.auth0.com login.example.com',
    'tenant.eu.auth0.com;login.example.com',
    'tenant.eu.auth0.com,http://login.example.com/',
    'tenant.eu.auth0.com,login.example.com/path',
    'tenant.eu.auth0.com,*.example.com',
    'tenant.eu.auth0.com,undefined',
  ])('may not be %j', (domains) => {
    expect(problemsOf({ ...AUTH0, AUTH0_DOMAIN: domains })).toEqual(['AUTH0_DOMAIN']);
  });

  it('may not be the same domain twice', () => {
    const env = { ...AUTH0, AUTH0_DOMAIN: 'a.example.com,b.example.com,https://A.example.com' };
    expect(messageOf(env)).toContain(
      'AUTH0_DOMAIN names the same issuer twice: remove one of them.',
    );
  });

  it('may not be a further domain of another issuer', () => {
    const env = { ...AUTH0, AUTH0_DOMAIN: 'a.example.com,b.example.com' };
    expect(
      problemsOf({ ...env, OIDC_ISSUER_URL: 'https://b.example.com', OIDC_AUDIENCE: 'a' }),
    ).toEqual(['OIDC_ISSUER_URL']);
  });

  it('may be several domains of Auth0 alone', () => {
    const domains = 'a.authaction.com,b.authaction.com';
    expect(problemsOf({ AUTHACTION_DOMAIN: domains, AUTHACTION_AUDIENCE: 'api' })).toEqual([
      'AUTHACTION_DOMAIN',
    ]);
  });

  it('may be named by a full URL, which is taken as it is', () => {
    const [issuer] = loadSettings({ ...AUTH0, AUTH0_DOMAIN: 'https://login.example.com' }).issuers;
    expect(issuer?.url).toBe('https://login.example.com');
  });

  it.each([
    'http://127.0.0.1:3001/',
    'http://localhost:3001/',
    'http://[::1]:3001/',
    'http://127.9.9.9/',
  ])('may use plain http on loopback: %s', (url) => {
    expect(problemsOf({ ...AUTH0, AUTH0_DOMAIN: url })).toEqual([]);
  });

  it.each([
    'http://tenant.eu.auth0.com/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://10.0.0.1/',
    'https://user:password@tenant.eu.auth0.com/',
    'https://tenant.eu.auth0.com/?a=b',
    'https://tenant.eu.auth0.com/#a',
    'ftp://tenant.eu.auth0.com/',
    'tenant',
    'undefined',
    'tenant.eu.auth0.com/path',
    'https://tenant.eu.auth0.com/path',
    'https://tenant.eu.auth0.com/path/',
    'https://tenant.eu.auth0.com//',
    'https://tenant.eu.auth0.com/.',
    'https://tenant.eu.auth0.com\\path',
    'https://tenant.eu.auth0.com?a=b',
    '1.2.3.4.5',
    'https://',
    'a b.example.com',
    '*',
  ])('may not be %j', (url) => {
    expect(problemsOf({ ...AUTH0, AUTH0_DOMAIN: url })).toEqual(['AUTH0_DOMAIN']);
  });

  it.each([
    ['AUTH0_MANAGEMENT_DOMAIN', { ...AUTH0, AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'secret' }],
    ['AUTHACTION_DOMAIN', { AUTHACTION_AUDIENCE: 'api' }],
  ])('have no path in %s', (variable, env) => {
    expect(problemsOf({ ...env, [variable]: 'https://tenant.example' })).toEqual([]);
    expect(problemsOf({ ...env, [variable]: 'https://tenant.example/' })).toEqual([]);
    expect(problemsOf({ ...env, [variable]: 'https://tenant.example/path' })).toEqual([variable]);
  });

  it('carry the application for the Management API', () => {
    const application = { AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'secret' };
    const own = loadSettings({ ...AUTH0, ...application });
    const custom = loadSettings({
      ...AUTH0,
      ...application,
      AUTH0_MANAGEMENT_DOMAIN: 'tenant.us.auth0.com',
    });
    expect(own.issuers[0]?.management?.url).toBe('https://tenant.eu.auth0.com/');
    expect(custom.issuers[0]?.management?.url).toBe('https://tenant.us.auth0.com/');
  });

  it.each(['AUTH0', 'AUTHACTION', 'OIDC'])('may narrow the tokens of %s', (group) => {
    const env = {
      ...AUTH0,
      AUTHACTION_DOMAIN: 'tenant.eu.authaction.com',
      AUTHACTION_AUDIENCE: 'my-api',
      OIDC_ISSUER_URL: 'https://login.example.com/realms/main',
      OIDC_AUDIENCE: 'api',
      [`${group}_TOKEN_PROFILE`]: 'rfc9068',
      [`${group}_ALLOWED_CLIENTS`]: ' web , https://app.example.com/client ',
    };
    const narrowed = loadSettings(env).issuers.map(({ kind, tokenProfile, allowedClients }) => ({
      kind,
      tokenProfile,
      allowedClients,
    }));
    expect(narrowed).toEqual(
      ['auth0', 'authaction', 'oidc'].map((kind) =>
        kind === group.toLowerCase()
          ? {
              kind,
              tokenProfile: 'rfc9068',
              allowedClients: ['web', 'https://app.example.com/client'],
            }
          : { kind, tokenProfile: 'any', allowedClients: undefined },
      ),
    );
  });

  it('may name the claim that holds permissions, except for Auth0', () => {
    const env = {
      ...AUTH0,
      AUTHACTION_DOMAIN: 'tenant.eu.authaction.com',
      AUTHACTION_AUDIENCE: 'api',
      OIDC_ISSUER_URL: 'https://login.example.com',
      OIDC_AUDIENCE: 'api',
    };
    const claimsOf = (more: Record<string, string> = {}) =>
      loadSettings({ ...env, ...more }).issuers.map(({ permissionsClaim }) => permissionsClaim);
    expect(claimsOf()).toEqual(['permissions', 'permissions', 'permissions']);
    const named = {
      AUTHACTION_PERMISSIONS_CLAIM: 'scope',
      OIDC_PERMISSIONS_CLAIM: 'https://example.com/permissions',
    };
    expect(claimsOf(named)).toEqual(['permissions', 'scope', 'https://example.com/permissions']);
  });

  it('may not be the same twice', () => {
    expect(
      problemsOf({ ...AUTH0, OIDC_ISSUER_URL: 'https://TENANT.eu.auth0.com', OIDC_AUDIENCE: 'a' }),
    ).toEqual(['OIDC_ISSUER_URL']);
  });
});

describe('an environment that cannot be used', () => {
  it.each([
    [{ PORT: 'abc' }, 'PORT'],
    [{ PORT: '3000.5' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ PORT: '-1' }, 'PORT'],
    [{ PORT: '0x10' }, 'PORT'],
    [{ PORT: '1e3' }, 'PORT'],
    [{ HOST: 'not a host' }, 'HOST'],
    [{ NODE_ENV: 'prod' }, 'NODE_ENV'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'null' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'https://*' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'https://*.com' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'http://*.preview.example.com' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'https://*.*.example.com' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'https://pr-*.example.com' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'https://app.*.example.com' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'https://*.preview.example.com/' }, 'CORS_ORIGINS'],
    [{ CORS_METHODS: 'put' }, 'CORS_METHODS'],
    [{ CORS_METHODS: 'TRACE' }, 'CORS_METHODS'],
    [{ CORS_CREDENTIALS: 'yes' }, 'CORS_CREDENTIALS'],
    [{ CORS_CREDENTIALS: 'true' }, 'CORS_CREDENTIALS'],
    [{ CORS_ORIGINS: 'https://app.example.com/' }, 'CORS_ORIGINS'],
    [{ CORS_ORIGINS: 'https://app.example.com, app.example.org' }, 'CORS_ORIGINS'],
    [
      { OIDC_ALGORITHM: 'HS256', OIDC_ISSUER_URL: 'https://a.example', OIDC_AUDIENCE: 'a' },
      'OIDC_ALGORITHM',
    ],
    [
      { OIDC_ALGORITHM: 'none', OIDC_ISSUER_URL: 'https://a.example', OIDC_AUDIENCE: 'a' },
      'OIDC_ALGORITHM',
    ],
    [{ AUTH0_TOKEN_PROFILE: 'RFC9068' }, 'AUTH0_TOKEN_PROFILE'],
    [{ AUTH0_ALLOWED_CLIENTS: ',' }, 'AUTH0_ALLOWED_CLIENTS'],
    [{ AUTH0_ALLOWED_CLIENTS: 'web mobile' }, 'AUTH0_ALLOWED_CLIENTS'],
    [
      {
        OIDC_PERMISSIONS_CLAIM: 'roles permissions',
        OIDC_ISSUER_URL: 'https://a.example',
        OIDC_AUDIENCE: 'a',
      },
      'OIDC_PERMISSIONS_CLAIM',
    ],
    [
      {
        AUTHACTION_PERMISSIONS_CLAIM: 'scope scp',
        AUTHACTION_DOMAIN: 'a.example',
        AUTHACTION_AUDIENCE: 'a',
      },
      'AUTHACTION_PERMISSIONS_CLAIM',
    ],
    [{ REDIS_URL: 'http://localhost' }, 'REDIS_URL'],
    [{ REDIS_URL: 'localhost:6379' }, 'REDIS_URL'],
    [{ RATE_LIMIT_PER_MINUTE: 'many' }, 'RATE_LIMIT_PER_MINUTE'],
    [{ CALLER_POINTS_PER_MINUTE: 'many' }, 'CALLER_POINTS_PER_MINUTE'],
    [{ CALLER_POINTS_PER_MINUTE: '1999' }, 'CALLER_POINTS_PER_MINUTE'],
    [{ MAX_EVENT_LOOP_DELAY_MS: '5' }, 'MAX_EVENT_LOOP_DELAY_MS'],
    [{ MAX_CONNECTIONS: '9' }, 'MAX_CONNECTIONS'],
    [{ MAX_CALLER_SOCKETS: 'many' }, 'MAX_CALLER_SOCKETS'],
    [{ MAX_CALLER_SUBSCRIPTIONS: '-1' }, 'MAX_CALLER_SUBSCRIPTIONS'],
    [{ MAX_SOCKET_SUBSCRIPTIONS: 'Infinity' }, 'MAX_SOCKET_SUBSCRIPTIONS'],
    [{ SOCKET_MESSAGES_PER_SECOND: '4' }, 'SOCKET_MESSAGES_PER_SECOND'],
    [{ MAX_PENDING_SOCKETS: '19' }, 'MAX_PENDING_SOCKETS'],
    [{ MAX_STALLED_SECONDS: '15' }, 'MAX_STALLED_SECONDS'],
    [{ BODY_MEMORY_MIB: '64MiB' }, 'BODY_MEMORY_MIB'],
    [{ TOKEN_MEMORY_MIB: '0' }, 'TOKEN_MEMORY_MIB'],
    [{ MAX_OPERATION_POINTS: '-1' }, 'MAX_OPERATION_POINTS'],
    [{ METRICS_HOST: 'not a host' }, 'METRICS_HOST'],
    [{ CORS_HEADERS: '*' }, 'CORS_HEADERS'],
    [{ CORS_HEADERS: 'x-tenant, not a name' }, 'CORS_HEADERS'],
    [{ CORS_HEADERS: 'x-tenant:' }, 'CORS_HEADERS'],
    [{ DATABASE_URL: 'mysql://localhost/api' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'localhost:5432' }, 'DATABASE_URL'],
    [{ DATABASE_POOL_SIZE: '0' }, 'DATABASE_POOL_SIZE'],
    [{ TRUST_PROXY: '33' }, 'TRUST_PROXY'],
    [{ TRUST_PROXY: 'banana' }, 'TRUST_PROXY'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'TRUST_PROXY'],
    [{ SHUTDOWN_GRACE_SECONDS: 'soon' }, 'SHUTDOWN_GRACE_SECONDS'],
  ])('%j is named', (env, variable) => {
    expect(problemsOf({ ...AUTH0, ...env } as Record<string, string>)).toEqual([variable]);
  });

  it.each([
    [{ AUTH0_DOMAIN: 'a.example.com' }, ['AUTH0_AUDIENCE']],
    [{ AUTH0_AUDIENCE: 'api' }, ['AUTH0_DOMAIN']],
    [{ AUTHACTION_DOMAIN: 'a.example.com' }, ['AUTHACTION_AUDIENCE']],
    [{ AUTHACTION_AUDIENCE: 'api' }, ['AUTHACTION_DOMAIN']],
    [{ OIDC_ISSUER_URL: 'https://a.example.com' }, ['OIDC_AUDIENCE']],
    [{ OIDC_AUDIENCE: 'api' }, ['OIDC_ISSUER_URL']],
    [{ ...AUTH0, AUTH0_CLIENT_ID: 'id' }, ['AUTH0_CLIENT_SECRET']],
    [{ ...AUTH0, AUTH0_CLIENT_SECRET: 'secret' }, ['AUTH0_CLIENT_ID']],
    [
      { ...AUTH0, AUTH0_MANAGEMENT_DOMAIN: 'a.example.com' },
      ['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET'],
    ],
    [{ ...AUTH0, OIDC_ALGORITHM: 'ES256' }, ['OIDC_ISSUER_URL', 'OIDC_AUDIENCE']],
    [{ ...AUTH0, OIDC_TOKEN_PROFILE: 'any' }, ['OIDC_ISSUER_URL', 'OIDC_AUDIENCE']],
    [{ ...AUTH0, OIDC_ALLOWED_CLIENTS: 'web' }, ['OIDC_ISSUER_URL', 'OIDC_AUDIENCE']],
    [{ ...AUTH0, OIDC_PERMISSIONS_CLAIM: 'roles' }, ['OIDC_ISSUER_URL', 'OIDC_AUDIENCE']],
    [{ ...AUTH0, AUTHACTION_TOKEN_PROFILE: 'any' }, ['AUTHACTION_DOMAIN', 'AUTHACTION_AUDIENCE']],
    [{ ...AUTH0, AUTHACTION_ALLOWED_CLIENTS: 'web' }, ['AUTHACTION_DOMAIN', 'AUTHACTION_AUDIENCE']],
    [
      { OIDC_ISSUER_URL: 'https://a.example', OIDC_AUDIENCE: 'a', AUTH0_TOKEN_PROFILE: 'any' },
      ['AUTH0_DOMAIN', 'AUTH0_AUDIENCE'],
    ],
    [
      { OIDC_ISSUER_URL: 'https://a.example', OIDC_AUDIENCE: 'a', AUTH0_ALLOWED_CLIENTS: 'web' },
      ['AUTH0_DOMAIN', 'AUTH0_AUDIENCE'],
    ],
  ])('%j lacks %j', (env, variables) => {
    expect(problemsOf(env as Record<string, string>)).toEqual(variables);
  });

  it('may be mended by removing what lacks an issuer', () => {
    expect(messageOf({ ...AUTH0, OIDC_ALLOWED_CLIENTS: 'web' })).toContain(
      'OIDC_ISSUER_URL is missing beside OIDC_ALLOWED_CLIENTS: set the address of the issuer, or unset OIDC_ALLOWED_CLIENTS.',
    );
  });

  it('lists all problems at once', () => {
    expect(
      problemsOf({
        PORT: 'x',
        AUTH0_DOMAIN: 'http://a.example.com',
        AUTH0_CLIENT_ID: 'id',
        LOG_LEVEL: 'x',
      }),
    ).toEqual(
      expect.arrayContaining([
        'PORT',
        'AUTH0_DOMAIN',
        'AUTH0_AUDIENCE',
        'AUTH0_CLIENT_SECRET',
        'LOG_LEVEL',
      ]),
    );
  });

  it('lists names that nearly are a setting below the problems', () => {
    expect(messageOf({ AUTHO_DOMAIN: 'tenant.eu.auth0.com', AUTH0_AUDIENCE: 'api' })).toMatch(
      /AUTH0_DOMAIN is missing.+\n {2}AUTHO_DOMAIN is not a setting of this API\. Did you mean AUTH0_DOMAIN\?\n/,
    );
  });

  it('never prints a value', () => {
    const env = Object.fromEntries(
      Object.keys(environmentSchema.shape).map((name) => [name, `value of ${name.toLowerCase()}`]),
    );
    expect(messageOf(env)).toContain('PORT');
    expect(messageOf(env)).not.toContain('value of');
  });

  it('without an issuer says what to set, and how to try it without one', () => {
    expect(messageOf({})).toMatch(/AUTH0_DOMAIN.*AUTHACTION_DOMAIN.*OIDC_ISSUER_URL/);
    expect(messageOf({})).toContain('npm start');
    expect(messageOf({ NODE_ENV: 'production' })).not.toContain('npm start');
  });
});

describe('MCP_URL', () => {
  const production = { ...AUTH0, NODE_ENV: 'production' };
  const mcpUrl = (env: Record<string, string>) => loadSettings({ ...AUTH0, ...env }).mcpUrl;

  it('is the listening address in development, and off elsewhere', () => {
    expect(mcpUrl({ PORT: '4000' })).toBe('http://127.0.0.1:4000/mcp');
    expect(mcpUrl({ PORT: '0' })).toBeUndefined();
    expect(mcpUrl({ NODE_ENV: 'test' })).toBeUndefined();
    expect(mcpUrl(production)).toBeUndefined();
  });

  it('is an address like that of the API', () => {
    const url = 'https://api.example.com/mcp';
    expect(mcpUrl({ ...production, MCP_URL: url })).toBe(url);
    for (const other of [
      'http://api.example.com/mcp',
      'https://api.example.com/graphql',
      `${url}/`,
    ])
      expect(messageOf({ ...AUTH0, MCP_URL: other })).toMatch(
        /\n {2}MCP_URL must be the https URL/,
      );
  });

  it('is not the audience of the API: a token for one would be good at both', () => {
    const url = 'https://api.example.com/mcp';
    expect(messageOf({ ...AUTH0, AUTH0_AUDIENCE: url, MCP_URL: url })).toContain(
      'MCP_URL must not be AUTH0_AUDIENCE',
    );
  });
});

describe('PUBLIC_URL', () => {
  const publicUrl = (env: Record<string, string>) => loadSettings({ ...AUTH0, ...env }).publicUrl;

  it.each([
    'https://api.example.com/graphql',
    'https://api.example.com:8443/graphql',
    'https://example.com/my-api/graphql',
    'http://localhost:3000/graphql',
    'http://[::1]:3000/graphql',
  ])('may be %s', (url) => {
    expect(publicUrl({ PUBLIC_URL: url, NODE_ENV: 'production' })).toBe(url);
  });

  it.each([
    'http://api.example.com/graphql',
    'http://localhost.example.com/graphql',
    'https://api.example.com/graphql?a=b',
    'https://api.example.com/graphql?',
    'https://api.example.com/graphql#a',
    'https://api.example.com/graphql#',
    'https://user:password@api.example.com/graphql',
    'https://API.example.com/graphql',
    'https://api.example.com',
    'https://api.example.com/other',
    'https://api.example.com/a/../graphql',
    'https://api.example.com\\graphql',
    'api.example.com/graphql',
    '//api.example.com/graphql',
    '/graphql',
    'wss://api.example.com/graphql',
    'javascript:/graphql',
    'https:///graphql',
  ])('may not be %s', (url) => {
    expect(messageOf({ ...AUTH0, PUBLIC_URL: url })).toMatch(
      /\n {2}PUBLIC_URL must be .+ such as https:\/\/api\.example\.com\/graphql/,
    );
  });

  it.each([
    [{}, 'http://127.0.0.1:3000/graphql'],
    [{ HOST: '0.0.0.0', PORT: '8080' }, 'http://127.0.0.1:8080/graphql'],
    [{ HOST: '::1' }, 'http://[::1]:3000/graphql'],
    [{ NODE_ENV: 'test' }, undefined],
    [{ NODE_ENV: 'production' }, undefined],
  ])('of %j is the listening address in development alone', (env, expected) => {
    expect(publicUrl(env as Record<string, string>)).toBe(expected);
  });
});

describe('a warning', () => {
  it('names a variable that nearly is a setting, and never its value', () => {
    const { warnings } = loadSettings({ ...AUTH0, AUTHO_DOMAIN: 'value', RATE_LIMIT: '' });
    expect(warnings).toEqual([
      'AUTHO_DOMAIN is not a setting of this API. Did you mean AUTH0_DOMAIN?',
    ]);
  });

  it('says that a secret can be guessed', () => {
    const warningsFor = (LOG_PSEUDONYM_SECRET: string) =>
      loadSettings({ ...AUTH0, LOG_PSEUDONYM_SECRET }).warnings;
    expect(warningsFor('correct horse')).toEqual([expect.stringContaining('openssl rand -hex 32')]);
    expect(warningsFor('a'.repeat(32))).toEqual([]);
  });

  const warningsOf = (env: Record<string, string>) => loadSettings({ ...AUTH0, ...env }).warnings;

  it.each(['0.0.0.0', '::', '10.0.0.7', 'api.example.com'])(
    'says that HOST %s opens an API in development to other machines',
    (HOST) => {
      expect(warningsOf({ HOST })).toEqual([
        expect.stringMatching(/^HOST .+ Set NODE_ENV=production, or remove HOST\.$/),
      ]);
      expect(warningsOf({ HOST, NODE_ENV: 'production' })).toEqual([]);
    },
  );

  it.each(['127.0.0.1', '::1', 'localhost'])('says nothing of HOST %s', (HOST) => {
    expect(warningsOf({ HOST })).toEqual([]);
  });

  it.each([
    'postgres://api:pa55@db.example.com/api',
    'postgresql://api:pa55@8.8.8.8:5432/api?sslmode=disable',
    'postgres://api:pa55@[2001:db8::1]/api?ssl=false',
    'postgres://api:pa55@10.0.0.5/api?host=db.example.com',
  ])('says that %s is not encrypted, without a value', (DATABASE_URL) => {
    const [warning, ...others] = warningsOf({ DATABASE_URL });
    expect(others).toEqual([]);
    expect(warning).toMatch(/^DATABASE_URL sends its password and all data unencrypted/);
    expect(warning).not.toMatch(/pa55|example\.com|8\.8/);
  });

  it.each([
    ['postgres://api@db.example.com/api?sslmode=verify-full'],
    ['postgres://api@db.example.com/api?ssl=true'],
    ['postgres://api@localhost/api'],
    ['postgres://api@127.0.0.2/api'],
    ['postgres://api@[::1]/api'],
    ['postgres://api@10.1.2.3/api'],
    ['postgres://api@172.31.0.1/api'],
    ['postgres://api@[fd00::1]/api'],
    ['postgres://api@postgres:5432/api?sslmode=disable'],
    ['postgres://api@postgres.data.svc.cluster.local/api'],
    ['postgres://api@any/api?host=/var/run/postgresql'],
    ['pglite:folder'],
  ])('says nothing of %s', (DATABASE_URL) => {
    expect(warningsOf({ DATABASE_URL })).toEqual([]);
  });

  it('says that a connection to a public Redis is not encrypted', () => {
    expect(warningsOf({ REDIS_URL: 'redis://:pa55@cache.example.com:6379' })).toEqual([
      'REDIS_URL sends its password and all data unencrypted to a public host. Use rediss:// in it.',
    ]);
    expect(warningsOf({ REDIS_URL: 'rediss://:pa55@cache.example.com:6379' })).toEqual([]);
    expect(warningsOf({ REDIS_URL: 'redis://redis:6379' })).toEqual([]);
    expect(warningsOf({ REDIS_URL: 'redis://192.168.1.9:6379' })).toEqual([]);
  });

  it('holds PGSSLMODE as the driver does', () => {
    const DATABASE_URL = 'postgres://api@db.example.com/api';
    expect(warningsOf({ DATABASE_URL, PGSSLMODE: 'verify-full' })).toEqual([]);
  });
});

describe('npm run start:prod', () => {
  it('sets the mode, whatever the shell has', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(scripts['start:prod']).toBe('NODE_ENV=production node dist/main.js');
  });
});

describe('METRICS_HOST', () => {
  it('does not follow HOST', () => {
    const { metricsHost } = loadSettings({ ...AUTH0, HOST: '0.0.0.0', METRICS_PORT: '9464' });
    expect(metricsHost).toBe('127.0.0.1');
    expect(loadSettings({ ...AUTH0, METRICS_HOST: '0.0.0.0' }).metricsHost).toBe('0.0.0.0');
  });
});

describe('CORS_HEADERS', () => {
  it('are read in lower case', () => {
    const { corsHeaders } = loadSettings({ ...AUTH0, CORS_HEADERS: 'X-Tenant, x-trace' });
    expect(corsHeaders).toEqual(['x-tenant', 'x-trace']);
  });
});

describe('TRUST_PROXY', () => {
  it.each([
    ['false', false],
    ['2', 2],
    // Believing every hop would let a client choose its own address.
    ['true', 1],
    ['loopback, 10.0.0.0/8,2001:db8::/32', ['loopback', '10.0.0.0/8', '2001:db8::/32']],
  ])('%j is %j', (value, expected) => {
    expect(loadSettings({ ...AUTH0, TRUST_PROXY: value }).trustProxy).toEqual(expected);
  });
});

import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { judgeClaims } from '../../../src/platform/auth/token/acceptance-rules.js';
import { Credentials } from '../../../src/platform/auth/token/credentials.js';
import { parseCompactJws } from '../../../src/platform/auth/token/compact-jws.js';
import { GqlAuthGuard } from '../../../src/platform/auth/gql-auth.guard.js';
import { JwtStrategy } from '../../../src/platform/auth/jwt.strategy.js';
import { RefusalHints } from '../../../src/platform/auth/refusals/refusal-hints.js';
import { TrustedIssuer } from '../../../src/platform/auth/issuers/trusted-issuer.js';
import { TrustedIssuers } from '../../../src/platform/auth/issuers/trusted-issuers.js';
import { Caller, callerOf } from '../../../src/platform/auth/caller.js';
import type { ClaimsRules } from '../../../src/platform/auth/token/claims-rule.js';
import type { Revocations } from '../../../src/platform/auth/revocation/revocations.js';
import { VerifiedTokens } from '../../../src/platform/auth/token/verified-tokens.js';
import { TokenSchemes } from '../../../src/platform/http/token-schemes.js';
import { loadSettings } from '../../../src/platform/config/load-settings.js';
import { encode } from '../../support/sign-token.js';

/** Each check has a test of its own, even where another check would refuse the same token. */
const settings = loadSettings({
  AUTH0_DOMAIN: 'tenant.example.com',
  AUTH0_AUDIENCE: 'api',
  OIDC_ISSUER_URL: 'https://issuer.example.com',
  OIDC_AUDIENCE: 'api',
  OIDC_ALGORITHM: 'ES256',
});

const strategy = new JwtStrategy(
  settings,
  new TrustedIssuers(settings),
  new VerifiedTokens(settings),
);

describe('passport-jwt', () => {
  it('gets the algorithms, and the tolerance as a number', () => {
    expect(Reflect.get(strategy, '_verifOpts')).toMatchObject({
      algorithms: ['RS256', 'ES256'],
      clockTolerance: 5,
      ignoreExpiration: false,
    });
  });

  it('accepts no claims before a key was selected for their token', () => {
    expect(() => strategy.validate(new Credentials('Bearer', 'token'), { sub: 'x' })).toThrow(
      'before the key was selected',
    );
  });
});

describe('the guard', () => {
  it('refuses a user who comes with an error', () => {
    const hints = new RefusalHints(settings);
    const rules = {} as ClaimsRules;
    const guard = new GqlAuthGuard(
      strategy,
      new VerifiedTokens(settings),
      hints,
      {} as Revocations,
      rules,
      new TokenSchemes(),
    );
    const context = new ExecutionContextHost([{}]);
    const caller = new Caller(settings.issuers[0]!, { sub: 'x' }, 'token');
    expect(() => guard.handleRequest(new Error('broken'), caller, undefined, context)).toThrow(
      'broken',
    );
    expect(() => guard.handleRequest(null, false, new Error('refused'), context)).toThrow(
      'refused',
    );
    expect(() => guard.handleRequest(null, { ...caller }, undefined, context)).toThrow(
      'without a caller',
    );
    expect(callerOf(context)).toBeUndefined();
  });

  it('refuses a bound token where nothing judges its proof', () => {
    const revocations = { check: () => undefined, checkOutside: () => undefined };
    const guard = new GqlAuthGuard(
      strategy,
      new VerifiedTokens(settings),
      new RefusalHints(settings),
      revocations as unknown as Revocations,
      { check: () => undefined } as unknown as ClaimsRules,
      new TokenSchemes(),
    );
    const judge = (cnf: object | undefined) => {
      const raw = { headers: {}, rawHeaders: [] };
      const caller = new Caller(settings.issuers[0]!, { sub: 'x', aud: 'api', cnf }, 'token');
      return guard.handleRequest(null, caller, undefined, new ExecutionContextHost([{ raw }]));
    };
    expect(() => judge({ jkt: 'x' })).toThrow(
      expect.objectContaining({ reason: 'token_binding_unsupported' }),
    );
    expect(judge(undefined)).toBeInstanceOf(Caller);
  });
});

describe('verified claims', () => {
  it('are compared with the name of the issuer again', () => {
    const [issuer] = settings.issuers.map((one) => new TrustedIssuer(one));
    const claims = { aud: 'api', sub: 'x', exp: Date.now() };
    expect(() => judgeClaims({ ...claims, iss: 'https://evil.example/' }, issuer!)).toThrow(
      expect.objectContaining({ reason: 'unknown_issuer' }),
    );
    expect(() => judgeClaims({ ...claims, iss: issuer!.settings.url }, issuer!)).not.toThrow();
  });
});

describe('a token', () => {
  const read = (token: string) => {
    const authorization = `Bearer ${token}`;
    const raw = { headers: { authorization }, rawHeaders: ['Authorization', authorization] };
    const credentials = Credentials.of(
      { raw: raw as unknown as IncomingMessage },
      new TokenSchemes(),
    );
    credentials.requireForm();
    return credentials.token;
  };

  it('is read up to 8 KiB', () => {
    expect(read('x'.repeat(8_192))).toHaveLength(8_192);
    expect(() => read('x'.repeat(8_193))).toThrow(
      expect.objectContaining({ reason: 'token_too_large' }),
    );
  });

  it.each([
    ['two', 2],
    ['four', 4],
    ['six', 6],
  ])('of %s parts is not a JWS', (_, count) => {
    const token = Array.from({ length: count }, () => encode({})).join('.');
    expect(() => parseCompactJws(token)).toThrow(
      expect.objectContaining({ reason: 'malformed_token' }),
    );
  });
});

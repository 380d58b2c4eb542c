import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { providersOf } from '../access/providers.js';
import type { Caller } from '../caller.js';
import { UnauthenticatedException } from '../refusals/unauthenticated.exception.js';

/** Why a rule of the application refuses a token: sent to the client and written to the log. */
export interface ClaimsRefusal {
  /** Such as `email_not_verified`: lower case letters, digits and `_`. */
  readonly reason: string;
  /** A short, fixed phrase in ASCII, without a value of the token. */
  readonly description: string;
}

/**
 * A rule of the application on verified access tokens, beside those of the platform. A feature provides
 * it under this class in any module; each of several must be met. It runs after all other rules, for
 * each request, so it reads the claims that it has and waits for nothing.
 *
 * @example
 * class VerifiedEmailRule extends ClaimsRule {
 *   override check({ claims, isApplication }: Caller): ClaimsRefusal | undefined {
 *     if (isApplication || claims['email_verified'] === true) return undefined;
 *     return { reason: 'email_not_verified', description: 'The e-mail address is not verified' };
 *   }
 * }
 */
export abstract class ClaimsRule {
  /** @returns undefined where the rule is met */
  abstract check(caller: Caller): ClaimsRefusal | undefined;
}

/** Every `ClaimsRule` of the application. */
@Injectable()
export class ClaimsRules implements OnModuleInit {
  #all: readonly ClaimsRule[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.#all = providersOf(this.discovery, ClaimsRule);
  }

  /** @throws UnauthenticatedException with the reason of the rule */
  check(caller: Caller): void {
    for (const rule of this.#all) {
      const refusal = rule.check(caller);
      if (refusal !== undefined) throw UnauthenticatedException.byRule(refusal);
    }
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Caller } from '../caller.js';
import { providersOf } from './providers.js';

type Grants = ReadonlySet<string>;

/**
 * Grants permissions beside those of the access token, such as those of a role that the application
 * stores. A feature provides it under this class in any module; of several the grants add up.
 */
export abstract class PermissionsSource {
  /**
   * Called for each protected field for which the token alone is not enough, so an implementation
   * caches what it reads, and returns what it knows without a promise. Throws what a resolver may
   * throw, such as `UnavailableException`.
   */
  abstract permissionsOf(caller: Caller): Grants | Promise<Grants>;
}

/** What a caller may do: the token's permissions and those of every `PermissionsSource`. */
@Injectable()
export class Permissions implements OnModuleInit {
  #sources: readonly PermissionsSource[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.#sources = providersOf(this.discovery, PermissionsSource);
  }

  /**
   * For what belongs to somebody: true for its owner, and for callers who hold all of the permissions.
   *
   * @example
   * const isOwner = row.accountId === account?.id;
   * if (!(await this.permissions.isOwnerOrGranted(caller, isOwner, ['read:orders']))) throw …
   */
  isOwnerOrGranted(
    caller: Caller,
    isOwner: boolean,
    required: readonly [string, ...string[]],
  ): boolean | Promise<boolean> {
    return isOwner || this.isGranted(caller, required);
  }

  /** True where the caller holds all of the permissions. Asks no source when the token is enough. */
  isGranted(caller: Caller, required: readonly string[]): boolean | Promise<boolean> {
    if (required.length === 0) return true;
    const missing = required.filter((permission) => !caller.permissions.has(permission));
    if (missing.length === 0) return true;
    const isComplete = (granted: readonly Grants[]) =>
      missing.every((permission) => granted.some((grants) => grants.has(permission)));
    const granted = this.#sources.map((source) => ask(source, caller));
    if (granted.every(isKnown)) return isComplete(granted);
    return Promise.all(granted.map((grants) => Promise.resolve(grants))).then(isComplete);
  }
}

/** What a source throws is a rejection, too: the promise of another source may be waiting already. */
function ask(source: PermissionsSource, caller: Caller): Grants | Promise<Grants> {
  try {
    return source.permissionsOf(caller);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

function isKnown(grants: Grants | Promise<Grants>): grants is Grants {
  return typeof (grants as Partial<Grants> | undefined)?.has === 'function';
}

import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Settings } from '../../config/settings.js';
import { GRAPHQL_PATH } from '../../http/http-preconditions.js';
import { TokenSchemes } from '../../http/token-schemes.js';
import { TrustedIssuers } from '../issuers/trusted-issuers.js';
import { readAccess } from './access.js';
import { methodsOf } from './providers.js';

/** RFC 9728, section 2. */
export interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly bearer_methods_supported: readonly string[];
  readonly scopes_supported?: readonly string[];
  /** Of a scheme. */
  readonly [name: string]: unknown;
}

/** The addresses that tokens can be for: the API, where `PUBLIC_URL` says what it is called, and others. */
@Injectable()
export class ProtectedResources {
  readonly #byPath = new Map<string, () => ProtectedResourceMetadata>();

  constructor(
    { publicUrl }: Settings,
    discovery: DiscoveryService,
    scanner: MetadataScanner,
    private readonly issuers: TrustedIssuers,
    private readonly schemes: TokenSchemes,
  ) {
    const scopesOf = () =>
      methodsOf(discovery, scanner).flatMap(
        ({ handler, owner }) => readAccess(handler, owner).permissions,
      );
    if (publicUrl) this.add(publicUrl, ['', GRAPHQL_PATH], scopesOf);
  }

  /**
   * @param resource its address
   * @param paths of it at this process
   * @param scopesOf the permissions that any part of it asks for, once the application has started
   */
  add(resource: string, paths: readonly string[], scopesOf: () => readonly string[]): void {
    let scopes: readonly string[] | undefined;
    const describe = () => this.#describe(resource, (scopes ??= [...new Set(scopesOf())].sort()));
    // Behind a proxy that adds a path, clients ask with that path.
    for (const path of [...paths, new URL(resource).pathname]) this.#byPath.set(path, describe);
  }

  /** Undefined where there is no resource. */
  describe(path: string): ProtectedResourceMetadata | undefined {
    return this.#byPath.get(path)?.();
  }

  #describe(resource: string, scopes: readonly string[]): ProtectedResourceMetadata {
    return {
      resource,
      authorization_servers: this.issuers.all.map(({ name }) => name),
      bearer_methods_supported: ['header'],
      // A list without entries is left out (RFC 9728, section 3.2).
      ...(scopes.length > 0 ? { scopes_supported: scopes } : {}),
      ...Object.assign({}, ...this.schemes.all.map(({ metadata }) => metadata)),
    };
  }
}

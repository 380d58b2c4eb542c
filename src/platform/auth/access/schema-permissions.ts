import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { readAccess } from './access.js';
import { methodsOf } from './providers.js';

/** The permissions that any resolver asks for by `@RequirePermissions`. */
@Injectable()
export class SchemaPermissions {
  #all: readonly string[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Sorted, each once. */
  get all(): readonly string[] {
    return (this.#all ??= this.#collect());
  }

  #collect(): string[] {
    const found = methodsOf(this.discovery, this.scanner).flatMap(
      ({ handler, owner }) => readAccess(handler, owner).permissions,
    );
    return [...new Set(found)].sort();
  }
}

import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { REQUIRED_PERMISSIONS } from './require-permissions.decorator.js';

/** The permissions that any resolver asks for by `@RequirePermissions`. */
@Injectable()
export class SchemaPermissions {
  #all: readonly string[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** Sorted, each once. */
  get all(): readonly string[] {
    return (this.#all ??= this.#collect());
  }

  #collect(): string[] {
    const instances = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    const found = instances.filter(isObject).flatMap((instance) => this.#permissionsOf(instance));
    return [...new Set(found)].sort();
  }

  #permissionsOf(instance: object): string[] {
    const prototype: unknown = Object.getPrototypeOf(instance);
    if (!isObject(prototype)) return [];
    const methods = this.scanner
      .getAllMethodNames(prototype)
      .map((name) => (prototype as Record<string, () => unknown>)[name]);
    const targets = [prototype.constructor, ...methods].filter((one) => typeof one === 'function');
    return targets.flatMap(
      (target) => this.reflector.get<string[]>(REQUIRED_PERMISSIONS, target) ?? [],
    );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

import type { Abstract, Type } from '@nestjs/common';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';

/** A method of a provider, and the class that it is called of. */
export interface ProviderMethod {
  readonly handler: () => unknown;
  readonly name: string;
  readonly owner: Type;
}

/** Each provider of the application under a class, in whichever module. */
export function providersOf<T>(discovery: DiscoveryService, token: Abstract<T>): readonly T[] {
  const found = discovery.getProviders().filter((provider) => provider.token === token);
  return found.map(({ instance }) => instance as T);
}

/** Each method of each provider of the application. */
export function methodsOf(
  discovery: DiscoveryService,
  scanner: MetadataScanner,
): readonly ProviderMethod[] {
  const instances = discovery.getProviders().map(({ instance }) => instance as unknown);
  return instances.filter(isInstance).flatMap((instance) => {
    const prototype = Object.getPrototypeOf(instance) as Record<
      string,
      (() => unknown) | undefined
    >;
    const owner = instance.constructor as Type;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name];
      return handler ? [{ handler, name, owner }] : [];
    });
  });
}

function isInstance(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) !== null && typeof value.constructor === 'function';
}

import type { Abstract } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';

/** Each provider of the application under a class, in whichever module. */
export function providersOf<T>(discovery: DiscoveryService, token: Abstract<T>): readonly T[] {
  const found = discovery.getProviders().filter((provider) => provider.token === token);
  return found.map(({ instance }) => instance as T);
}

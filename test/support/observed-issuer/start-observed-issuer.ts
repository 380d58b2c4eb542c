import type { LocalIssuer, LocalIssuerOptions } from '../../../dev/local-issuer/local-issuer.js';
import { startLocalIssuer } from '../../../dev/local-issuer/start-local-issuer.js';
import { createFaultInjection } from './fault-injection.js';
import { Faults } from './faults.js';
import { MachineTokenRevocation } from './machine-token-revocation.js';
import { RequestCounters } from './request-counters.js';

/** A local issuer that counts its requests and misbehaves when a test asks for it. */
export interface ObservedIssuer extends LocalIssuer {
  readonly requests: RequestCounters;
  readonly faults: Faults;
  /** Refuses at the Management API all tokens that were issued before. */
  revokeManagementTokens(): void;
}

export async function startObservedIssuer(
  options: Omit<LocalIssuerOptions, 'middleware' | 'environment'>,
): Promise<ObservedIssuer> {
  const requests = new RequestCounters();
  const faults = new Faults();
  const revocation = new MachineTokenRevocation();
  const issuer = await startLocalIssuer({
    ...options,
    environment: 'test',
    middleware: [requests.middleware, createFaultInjection(faults), revocation.middleware],
  });
  const revokeManagementTokens = () => revocation.revokeAll();
  return { ...issuer, requests, faults, revokeManagementTokens };
}

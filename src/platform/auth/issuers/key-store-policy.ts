/** When keys and discovery document are fetched again; all times in milliseconds. */
export interface KeyStorePolicy {
  /** From this age on, a refresh runs beside the requests. */
  readonly refreshAfter: number;
  /** From this age on, a request waits for a refresh, so that a withdrawn key is refused. */
  readonly trustedFor: number;
  /** During an outage, known keys serve up to this age. */
  readonly usableFor: number;
  /** Fetches that unknown `kid`s may cause at once. */
  readonly unknownKidBurst: number;
  /** Unknown `kid`s may cause one more fetch after this time. */
  readonly unknownKidRefill: number;
  /** After a failure the issuer is left alone for this time. */
  readonly failureCooldown: number;
  /** Age of the discovery document from which it is fetched again. */
  readonly discoveryFreshFor: number;
  /** After a failure discovery is tried again after this time. */
  readonly discoveryRetry: number;
}

export const KEY_STORE_POLICY: KeyStorePolicy = {
  refreshAfter: 5 * 60_000,
  trustedFor: 10 * 60_000,
  usableFor: 24 * 60 * 60_000,
  unknownKidBurst: 3,
  unknownKidRefill: 5_000,
  failureCooldown: 2_000,
  discoveryFreshFor: 60 * 60_000,
  discoveryRetry: 30_000,
};

/** When keys are asked for again; all times in milliseconds. */
export interface KeyStorePolicy {
  /** From this age on, a refresh runs beside the requests. */
  readonly refreshAfter: number;
  /** From this age on, a request waits for a refresh, so that a withdrawn key is refused. */
  readonly trustedFor: number;
  /** Through an outage, known keys serve up to this age. */
  readonly usableFor: number;
  /** An unknown `kid` may cause one refresh in this time. */
  readonly unknownKidCooldown: number;
  /** After a failure nobody is asked for this time. */
  readonly failureCooldown: number;
}

export const KEY_STORE_POLICY: KeyStorePolicy = {
  refreshAfter: 5 * 60_000,
  trustedFor: 10 * 60_000,
  usableFor: 24 * 60 * 60_000,
  unknownKidCooldown: 30_000,
  failureCooldown: 2_000,
};

/** From one state of the template to another. */
export interface UpgradeStep {
  /** Commit or tree. */
  readonly base: string;
  readonly target: string;
  /** How the user calls the target. */
  readonly to: string;
  readonly url: string;
}

export interface Conflict {
  readonly path: string;
  readonly reason: string;
}

/** What an upgrade did, or would do. */
export interface UpgradeResult {
  readonly updated: readonly string[];
  readonly removed: readonly string[];
  readonly conflicts: readonly Conflict[];
  readonly migrations: readonly string[];
  readonly settings: readonly string[];
  /** What CHANGELOG.md says in between. */
  readonly news: string;
}

import { setImmediate as tick } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AccessChangeFeed } from './access-change-feed.js';
import { AccessChangeLog, type AccessTransaction } from './access-change-log.js';
import type { AccessChange } from './access-change.js';

/**
 * Records changes of what callers may do. This process has heard of them when a promise resolves, even
 * where the list cannot be read; the other replicas hear of them within 2 s.
 */
@Injectable()
export class AccessChanges {
  constructor(
    private readonly log: AccessChangeLog,
    private readonly feed: AccessChangeFeed,
  ) {}

  /** As that of `AccessChangeLog`. */
  async append(change: AccessChange, logoutToken?: string): Promise<boolean> {
    const isNew = await this.log.append(change, logoutToken);
    if (isNew) this.#tell([change]);
    return isNew;
  }

  /**
   * As that of `AccessChangeLog`.
   *
   * @param announce runs once the changes are made, before this process closes sockets for them
   */
  async transaction<T>(
    work: (tx: AccessTransaction) => Promise<T>,
    announce?: (result: T) => void,
  ): Promise<T> {
    const recorded: AccessChange[] = [];
    const result = await this.log.transaction(({ db, record }) =>
      work({
        db,
        record: async (change) => {
          await record(change);
          recorded.push(change);
        },
      }),
    );
    announce?.(result);
    // Lets the sockets show the event.
    if (announce) await tick();
    this.#tell(recorded);
    return result;
  }

  #tell(changes: readonly AccessChange[]): void {
    this.feed.tell(changes);
    this.feed.start();
  }
}

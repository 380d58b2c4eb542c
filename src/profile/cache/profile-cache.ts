import { randomUUID } from 'node:crypto';
import { NotFoundException } from '@nestjs/common';
import { UnauthenticatedException } from '../../platform/auth/index.js';
import {
  UnavailableException,
  UpstreamError,
  Waiters,
  type Waiter,
} from '../../platform/upstream/index.js';
import { profileLookups } from '../profile.metrics.js';
import type { Profile, ProfileQuery, ProfileUpdate } from '../sources/profile-source.js';
import { ageOf, isFresh, isPlausible, profileOf } from './entry-rules.js';
import type { ProfileEntry, ProfileStore } from './profile-store.js';
import { SerialTasks } from './serial-tasks.js';

/** Through an outage a profile of up to this age is better than an error. */
export const STALE_FOR_MS = 10 * 60_000;

interface Flight {
  readonly version: string;
  readonly waiters: Waiters;
  readonly profile: Promise<Profile>;
}

/**
 * Makes one upstream call do for all who ask for the same profile. A caller who asks after an update
 * returned never sees what was before it: the update changes the version of the key, and a profile
 * that was fetched under another version does not count.
 */
export class ProfileCache {
  readonly #flights = new Map<string, Flight>();
  readonly #updates = new SerialTasks();

  constructor(
    private readonly store: ProfileStore,
    /** For how long a profile is fresh; 0 keeps and shares nothing. */
    private readonly freshForMs: number,
  ) {}

  /** @throws what the query throws, unless an older profile can stand in during an outage */
  async get(query: ProfileQuery, waiter: Waiter): Promise<Profile> {
    const { key, shareKey } = query;
    if (this.freshForMs === 0 || key === undefined) {
      const waiters = new Waiters();
      return waiters.wait(waiter, () => query.fetch(waiters));
    }
    const { version, entry } = await this.store.read(key);
    const known = entry?.version === version && isPlausible(entry, query) ? entry : undefined;
    if (known && isFresh(known, this.freshForMs)) {
      profileLookups.publish({ outcome: 'hit' });
      return profileOf(known);
    }
    const shared = this.#flights.get(shareKey);
    const isShared = shared?.version === version && !shared.waiters.signal.aborted;
    profileLookups.publish({ outcome: isShared ? 'shared' : 'miss' });
    if (isShared) return shared.waiters.wait(waiter, () => shared.profile);
    const waiters = new Waiters();
    return waiters.wait(waiter, () => {
      const profile = this.#fetch(key, version, known, query, waiters).finally(() => {
        if (this.#flights.get(shareKey)?.profile === profile) this.#flights.delete(shareKey);
      });
      this.#flights.set(shareKey, { version, waiters, profile });
      return profile;
    });
  }

  /**
   * Makes one update of a profile after the other.
   *
   * @param check runs right before the update is sent; what it throws prevents that
   */
  async update(
    update: ProfileUpdate,
    waiter: Waiter,
    check: () => Promise<unknown>,
  ): Promise<Profile> {
    const waiters = new Waiters();
    const task = async () => {
      waiters.signal.throwIfAborted();
      await check();
      return this.#send(update, waiters);
    };
    return waiters.wait(waiter, () => this.#updates.run(update.key, task));
  }

  async #fetch(
    key: string,
    version: string,
    known: ProfileEntry | undefined,
    query: ProfileQuery,
    waiters: Waiters,
  ): Promise<Profile> {
    const older = known && ageOf(known) < STALE_FOR_MS ? known.profile : null;
    if (older && query.isBusy) return serveStale(older);
    try {
      const profile = await query.fetch(waiters);
      await this.store.write(key, { version, profile, fetchedAt: Date.now() });
      return profile;
    } catch (error) {
      if (error instanceof NotFoundException) {
        await this.store.write(key, { version, profile: null, fetchedAt: Date.now() });
      }
      if (error instanceof UnauthenticatedException) {
        await this.store.invalidate(key, randomUUID());
      }
      if (!(error instanceof UnavailableException) || older === null) throw error;
      return serveStale(older);
    }
  }

  async #send(update: ProfileUpdate, waiters: Waiters): Promise<Profile> {
    const { key } = update;
    const before = await this.store.read(key);
    const version = randomUUID();
    try {
      const profile = await update.send(waiters);
      const after = await this.store.read(key);
      await this.store.invalidate(key, version);
      // Another process changed it meanwhile, so this answer may be the older one.
      if (after.version === before.version) {
        await this.store.write(key, { version, profile, fetchedAt: Date.now() });
      }
      return profile;
    } catch (error) {
      if (isUncertain(error)) await this.store.invalidate(key, version);
      throw error;
    }
  }
}

function serveStale(profile: Profile): Profile {
  profileLookups.publish({ outcome: 'stale' });
  return profile;
}

/** The call was sent and no answer came: it may have been carried out. */
function isUncertain(error: unknown): boolean {
  const cause = error instanceof UnavailableException ? error.cause : undefined;
  return cause instanceof UpstreamError && cause.status !== 429;
}

import { NotFoundException } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Caller } from '../../platform/auth/index.js';
import type { ManagementSettings } from '../../platform/config/index.js';
import {
  CallerSlots,
  UPSTREAM_POLICY,
  UpstreamGate,
  type Waiters,
  type UpstreamTiming,
} from '../../platform/upstream/index.js';
import { ManagementToken } from './management-token.js';
import { ManagementUsers } from './management-users.js';
import { profileKey } from './profile-key.js';
import {
  ProfileSource,
  type Profile,
  type ProfileQuery,
  type ProfileUpdate,
} from './profile-source.js';
import type { Metadata } from '../user.model.js';

const MAXIMUM_KEYS = 1_000;

/** Auth0's Management API: profiles with `user_metadata`, of every user of the tenant. */
export class ManagementApiSource extends ProfileSource {
  readonly name: string;
  readonly #users: ManagementUsers;
  /** A hash costs 6 % of a profile out of the cache. */
  readonly #keys = new LRUCache<string, string>({ max: MAXIMUM_KEYS });
  readonly #reads: UpstreamGate;
  /** A gate of its own: a limit on changes takes no profile away from other users. */
  readonly #writes: UpstreamGate;

  constructor(
    private readonly settings: ManagementSettings,
    { policy = UPSTREAM_POLICY, clock = () => performance.now() }: UpstreamTiming = {},
  ) {
    super();
    this.name = `Management API at ${settings.url}`;
    this.#users = new ManagementUsers(
      settings,
      new ManagementToken(settings, policy.deadlineMs, clock),
    );
    const options = {
      upstream: 'management-api',
      message: 'The source of profiles is not available.',
      callerSlots: new CallerSlots(policy.callsPerCaller),
      policy,
      clock,
    };
    this.#reads = new UpstreamGate(options);
    this.#writes = new UpstreamGate(options);
  }

  override queryOwn({ subject }: Caller): ProfileQuery {
    return this.queryById(subject);
  }

  override queryById(id: string): ProfileQuery {
    const key = this.#keyOf(id);
    const fetch = (waiters: Waiters) => this.#read(id, waiters);
    return { id, key, shareKey: key, isBusy: this.#reads.isBusy, fetch };
  }

  override updateOwnMetadata({ subject }: Caller, metadata: Metadata): ProfileUpdate {
    const send = (waiters: Waiters) => this.#update(subject, metadata, waiters);
    return { key: this.#keyOf(subject), send };
  }

  async #read(id: string, waiters: Waiters): Promise<Profile> {
    checkPathSegment(id);
    await this.#users.load();
    return this.#reads.run('read-profile', waiters, (signal) => this.#users.get(id, signal));
  }

  async #update(id: string, metadata: Metadata, waiters: Waiters): Promise<Profile> {
    checkPathSegment(id);
    await this.#users.load();
    return this.#writes.run('update-metadata', waiters, (signal) =>
      this.#users.updateMetadata(id, metadata, signal),
    );
  }

  /** All custom domains of a tenant share its users. */
  #keyOf(id: string): string {
    const known = this.#keys.get(id);
    if (known !== undefined) return known;
    const key = profileKey(this.settings.url, id);
    this.#keys.set(id, key);
    return key;
  }
}

/** `..` survives the SDK's encoding and would leave the path of the user. */
function checkPathSegment(id: string): void {
  const isSegment = id !== '' && id !== '.' && id !== '..' && id.length <= 255;
  // A lone surrogate cannot be encoded into a URL.
  if (!isSegment || /\p{Surrogate}/u.test(id)) {
    throw new NotFoundException('This user does not exist.');
  }
}

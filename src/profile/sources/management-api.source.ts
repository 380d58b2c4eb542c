import { NotFoundException } from '@nestjs/common';
import type { UsersClient } from 'auth0/users';
import type { Caller } from '../../platform/auth/index.js';
import type { ManagementSettings } from '../../platform/config/index.js';
import {
  boundedFetch,
  DEADLINE_MS,
  isJsonObject,
  UpstreamGate,
  UpstreamError,
} from '../../platform/upstream/index.js';
import { explainManagementError } from './management-error.js';
import { ManagementToken } from './management-token.js';
import { profileKey } from './profile-key.js';
import {
  ProfileSource,
  type Profile,
  type ProfileQuery,
  type ProfileUpdate,
} from './profile-source.js';
import { readAuth0Profile } from './read-profile.js';
import type { Metadata } from '../user.model.js';

const FIELDS =
  'user_id,name,nickname,given_name,family_name,username,email,email_verified,phone_number,phone_verified,picture,created_at,updated_at,last_login,logins_count,user_metadata,blocked';

/** Auth0's Management API through Auth0's own SDK: one client and one token for the process. */
export class ManagementApiSource extends ProfileSource {
  readonly name: string;
  readonly #gate: UpstreamGate;
  readonly #token: ManagementToken;
  #users: Promise<UsersClient> | undefined;

  constructor(
    private readonly settings: ManagementSettings,
    deadlineMs = DEADLINE_MS,
  ) {
    super();
    this.#gate = new UpstreamGate('management-api', deadlineMs);
    this.name = `Management API at ${settings.url}`;
    this.#token = new ManagementToken(settings, deadlineMs);
  }

  override queryOwn({ subject }: Caller): ProfileQuery {
    return this.queryById(subject);
  }

  override queryById(id: string): ProfileQuery {
    const key = this.#keyOf(id);
    return {
      key,
      shareKey: key,
      isCrowded: this.#gate.isBusy,
      fetch: () => this.readById(id),
    };
  }

  readById(id: string): Promise<Profile> {
    const fields = { fields: FIELDS, include_fields: true };
    return this.#call('read-profile', id, (users, options) => users.get(id, fields, options));
  }

  override updateOwnMetadata({ subject }: Caller, metadata: Metadata): ProfileUpdate {
    return { key: this.#keyOf(subject), send: () => this.updateMetadata(subject, metadata) };
  }

  updateMetadata(id: string, metadata: Metadata): Promise<Profile> {
    return this.#call('update-metadata', id, (users, options) =>
      users.update(id, { user_metadata: metadata }, options),
    );
  }

  /** All custom domains of a tenant share its users. */
  #keyOf(id: string): string {
    return profileKey(this.settings.url, id);
  }

  async #call(
    operation: string,
    id: string,
    call: (users: UsersClient, options: UsersClient.RequestOptions) => Promise<unknown>,
  ): Promise<Profile> {
    if (!isPathSegment(id)) throw new NotFoundException('This user does not exist.');
    const run = async (signal: AbortSignal) => {
      const users = await this.#client();
      const profile = await this.#withFreshToken(() => call(users, { abortSignal: signal }));
      // The SDK passes on an empty body, a list or a proxy's page with status 200 as a user.
      if (!isJsonObject(profile) || profile['user_id'] !== id) {
        throw new UpstreamError('answered with something that is not the profile asked for');
      }
      return readAuth0Profile(profile);
    };
    return this.#gate.run(operation, run);
  }

  /** Once more after a 401: the token may have been revoked before its time. */
  async #withFreshToken(call: () => Promise<unknown>): Promise<unknown> {
    const token = await this.#token.get();
    try {
      return await call();
    } catch (error) {
      if ((error as { statusCode?: unknown }).statusCode !== 401)
        throw explainManagementError(error);
      this.#token.discard(token);
      return await call().catch((again: unknown) => {
        throw explainManagementError(again);
      });
    }
  }

  /** Loaded with the first profile: who never asks for one never pays for it. */
  #client(): Promise<UsersClient> {
    this.#users ??= import('auth0/users').then(
      ({ UsersClient }) =>
        new UsersClient({
          baseUrl: `${this.settings.url}api/v2`,
          token: () => this.#token.get(),
          // The SDK would repeat a PATCH, wait for a minute, and stop its clock at the headers.
          maxRetries: 0,
          timeoutInSeconds: DEADLINE_MS / 1000,
          fetch: fetchBounded,
        }),
    );
    return this.#users;
  }
}

/** Refuses a redirect: the SDK would take its body for the answer. */
const fetchBounded: typeof fetch = async (input, init) => {
  const signal = init?.signal ?? AbortSignal.timeout(DEADLINE_MS);
  const response = await boundedFetch(String(input), { ...init, signal });
  const { status } = response;
  if (status >= 300 && status < 400) throw new UpstreamError(`answered HTTP ${status}`, { status });
  return response;
};

/** `..` survives the SDK's encoding and would leave the path of the user. */
function isPathSegment(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..' && id.length <= 255 && isWellFormed(id);
}

/** A lone surrogate cannot be encoded into a URL. */
function isWellFormed(id: string): boolean {
  return !/\p{Surrogate}/u.test(id);
}

import type { UsersClient } from 'auth0/users';
import type { ManagementSettings } from '../../platform/config/index.js';
import { boundedFetch, isJsonObject, UpstreamError } from '../../platform/upstream/index.js';
import { explainManagementError } from './management-error.js';
import type { ManagementToken } from './management-token.js';
import type { Profile } from './profile-source.js';
import { readAuth0Profile } from './read-profile.js';
import type { Metadata } from '../user.model.js';

const FIELDS =
  'user_id,name,nickname,given_name,family_name,username,email,email_verified,phone_number,phone_verified,picture,created_at,updated_at,last_login,logins_count,user_metadata,blocked';

/** The users of a tenant through Auth0's own SDK: one client and one token for the process. */
export class ManagementUsers {
  #client: Promise<UsersClient> | undefined;

  constructor(
    private readonly settings: ManagementSettings,
    private readonly token: ManagementToken,
  ) {}

  /**
   * Loads the SDK, which a process without profiles does without. A caller loads it before a call
   * begins, so that the deadline of the call does not include it.
   */
  load(): Promise<UsersClient> {
    this.#client ??= import('auth0/users').then(
      ({ UsersClient }) =>
        new UsersClient({
          baseUrl: `${this.settings.url}api/v2`,
          token: () => this.token.get(),
          // The SDK would repeat a PATCH, and wait for up to a minute before it does.
          maxRetries: 0,
          fetch: fetchBounded,
        }),
    );
    return this.#client;
  }

  get(id: string, abortSignal: AbortSignal): Promise<Profile> {
    const fields = { fields: FIELDS, include_fields: true };
    return this.#ask(id, (users) => users.get(id, fields, { abortSignal }));
  }

  updateMetadata(id: string, metadata: Metadata, abortSignal: AbortSignal): Promise<Profile> {
    const change = { user_metadata: metadata };
    return this.#ask(id, (users) => users.update(id, change, { abortSignal }));
  }

  async #ask(id: string, call: (users: UsersClient) => Promise<unknown>): Promise<Profile> {
    const users = await this.load();
    const profile = await this.#withFreshToken(() => call(users));
    // The SDK passes on an empty body, a list or a proxy's page with status 200 as a user.
    const found = isJsonObject(profile) ? profile['user_id'] : undefined;
    if (!isJsonObject(profile) || found !== id) {
      throw new UpstreamError('answered with something that is not the profile asked for');
    }
    return readAuth0Profile(profile);
  }

  /** Once more after a 401: the token may have been revoked before its time. */
  async #withFreshToken(call: () => Promise<unknown>): Promise<unknown> {
    const token = await this.token.get();
    try {
      return await call();
    } catch (error) {
      const { statusCode } = error as { statusCode?: unknown };
      if (statusCode === 403) this.token.discardDenied(token);
      if (statusCode !== 401) throw explainManagementError(error);
      this.token.discard(token);
      return await call().catch((again: unknown) => {
        throw explainManagementError(again);
      });
    }
  }
}

/**
 * Ends with the call, and refuses a redirect, whose body the SDK would take for the answer. The SDK
 * clears its timer of a minute only when there is an answer, so a failure is one whose body fails.
 */
const fetchBounded: typeof fetch = async (input, init) => {
  if (!init?.signal) throw new Error('The SDK calls without the signal that it was given.');
  try {
    const response = await boundedFetch(String(input), { ...init, signal: init.signal });
    const { status } = response;
    if (status < 300 || status >= 400) return response;
    throw new UpstreamError(`answered HTTP ${status}`, { status });
  } catch (error) {
    return new Response(new ReadableStream({ start: (body) => body.error(error) }));
  }
};

import type { Context, Middleware } from 'oidc-provider';
import { scopesOf, type AccessTokenVerifier } from '../provider/access-token-verifier.js';
import { ManagementError } from './management-error.js';
import { pickFields } from './pick-fields.js';
import { isJsonObject, parseJsonObject, readBody } from '../http/request-body.js';
import { mergeUserMetadata, metadataProblem } from './user-metadata.js';
import type { UserProfile } from '../storage/user-profile.js';
import type { UserStore } from '../storage/user-store.js';

const PREFIX = '/api/v2/';

interface ManagementApiOptions {
  /** The Management API's own identifier. */
  readonly audience: string;
  readonly users: UserStore;
  readonly verify: AccessTokenVerifier;
}

/** The part of Auth0's Management API that a profile needs. */
export function createManagementApi(options: ManagementApiOptions): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith(PREFIX)) return next();
    setRateLimitHeaders(ctx);
    try {
      ctx.body = await answer(ctx, options);
    } catch (error) {
      if (!(error instanceof ManagementError)) throw error;
      ctx.status = error.status;
      ctx.body = error.body;
    }
    return undefined;
  };
}

async function answer(ctx: Context, options: ManagementApiOptions): Promise<unknown> {
  const [resource, segment, ...rest] = ctx.path.slice(PREFIX.length).split('/');
  const scope = { GET: 'read:users', PATCH: 'update:users' }[ctx.method];
  if (resource !== 'users' || rest.length > 0 || !scope)
    throw new ManagementError(404, 'Not Found');

  await authorize(ctx, scope, options);
  const { users } = options;
  if (ctx.method === 'PATCH') return updateUser(ctx, findUser(users, segment), users);
  if (!segment) return users.list().map(({ profile }) => pickFields(profile, ctx.query));
  return pickFields(findUser(users, segment), ctx.query);
}

async function authorize(ctx: Context, scope: string, options: ManagementApiOptions) {
  const claims = await options.verify(ctx, options.audience);
  if (!claims) throw new ManagementError(401, 'Invalid token');
  if (scopesOf(claims).includes(scope)) return;
  const message = `Insufficient scope, expected any of: ${scope}`;
  throw new ManagementError(403, message, 'insufficient_scope');
}

function findUser(users: UserStore, segment = ''): UserProfile {
  const user = users.find(decodeSegment(segment));
  if (!user) throw new ManagementError(404, 'The user does not exist.', 'inexistent_user');
  return user.profile;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ManagementError(400, 'Invalid URI encoding', 'invalid_uri');
  }
}

async function updateUser(ctx: Context, user: UserProfile, users: UserStore) {
  const { user_metadata: changes, ...rest } = parseJsonObject(await readBody(ctx.req)) ?? {};
  const [surplus] = Object.keys(rest);
  if (surplus) throw invalidBody(`Additional properties not allowed: ${surplus}`);
  if (!isJsonObject(changes)) throw invalidBody('Expected type object for property user_metadata');

  // Read again: another request may have changed the user while this one's body arrived.
  const current = findUser(users, encodeURIComponent(user.user_id)).user_metadata ?? {};
  const merged = mergeUserMetadata(current, changes);
  const problem = metadataProblem(merged);
  if (problem) throw invalidBody(problem);
  users.changeMetadata(user.user_id, merged);
  return users.find(user.user_id)?.profile;
}

function invalidBody(problem: string): ManagementError {
  return new ManagementError(400, `Payload validation error: '${problem}'.`, 'invalid_body');
}

function setRateLimitHeaders(ctx: Context): void {
  ctx.set({
    'X-RateLimit-Limit': '50',
    'X-RateLimit-Remaining': '49',
    'X-RateLimit-Reset': String(Math.ceil(Date.now() / 1000) + 1),
  });
}

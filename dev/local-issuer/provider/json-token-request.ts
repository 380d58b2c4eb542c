import { IncomingMessage } from 'node:http';
import type { Middleware } from 'oidc-provider';
import { parseJsonObject, readBody } from '../http/request-body.js';

/** Auth0 takes token requests as JSON too; oidc-provider gets them as the form that it knows. */
export const acceptJsonTokenRequests: Middleware = async (ctx, next) => {
  const isJson = ctx.get('content-type').startsWith('application/json');
  if (ctx.path !== '/oauth/token' || ctx.method !== 'POST' || !isJson) return next();

  const members = parseJsonObject(await readBody(ctx.req));
  if (!members) {
    ctx.status = 400;
    ctx.body = { error: 'invalid_request', error_description: 'The body is not a JSON object.' };
    return undefined;
  }
  const fields = Object.entries(members).map(([name, value]) => [name, String(value)]);
  ctx.req = ctx.request.req = asFormRequest(ctx.req, new URLSearchParams(fields).toString());
  return next();
};

function asFormRequest(original: IncomingMessage, form: string): IncomingMessage {
  const request = new IncomingMessage(original.socket);
  request.method = original.method ?? 'POST';
  request.url = original.url ?? '';
  request.headers = {
    ...original.headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(form)),
  };
  request.complete = true;
  request.push(form);
  request.push(null);
  return request;
}

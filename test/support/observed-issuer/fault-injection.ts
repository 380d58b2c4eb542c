import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Middleware, Next } from 'oidc-provider';
import type { Fault } from './fault.js';
import type { Faults } from './faults.js';
import { ManagementError } from '../../../dev/local-issuer/management/management-error.js';
import { routeNameOf } from './route-name.js';

/** Applies the faults that tests have switched on. */
export function createFaultInjection(faults: Faults): Middleware {
  return async (ctx, next) => {
    const fault = faults.take(routeNameOf(ctx.path));
    return fault ? misbehave(fault, ctx, next) : next();
  };
}

async function misbehave(fault: Fault, ctx: Context, next: Next): Promise<void> {
  switch (fault.kind) {
    case 'delay':
      await sleep(fault.milliseconds);
      await next();
      return;
    case 'wrongUser':
      await next();
      ctx.body = { ...Object(ctx.body), user_id: 'auth0|somebody-else', name: 'Somebody Else' };
      return;
    case 'status':
      return answerStatus(ctx, fault);
    case 'garbage':
      ctx.type = 'html';
      ctx.body = '<!doctype html><title>Welcome to the hotel network</title>';
      return;
    case 'redirect':
      return ctx.redirect(fault.location);
    case 'stall':
      ctx.respond = false;
      return;
    case 'stalledBody':
    case 'truncatedBody':
      return sendPart(ctx, fault.kind === 'truncatedBody');
  }
}

function answerStatus(
  ctx: Context,
  { status, retryAfterSeconds }: Extract<Fault, { kind: 'status' }>,
): void {
  ctx.status = status;
  ctx.body = new ManagementError(status, 'A fault that a test asked for').body;
  if (retryAfterSeconds !== undefined) ctx.set('Retry-After', String(retryAfterSeconds));
}

function sendPart(ctx: Context, isHangingUp: boolean): void {
  ctx.respond = false;
  ctx.res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
  ctx.res.write('{"keys":[', () => {
    if (isHangingUp) ctx.res.destroy();
  });
}

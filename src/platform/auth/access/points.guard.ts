import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ownerOfCaller, Points } from '../../http/rate-limit/points.js';
import type { Verdict } from '../../http/rate-limit/sliding-window.js';
import { requestOf } from '../../http/request-of.js';
import { stateOf, type RequestState } from '../../http/request-state.js';
import { COSTS_POINTS } from './costs-points.decorator.js';

/** Of a route that does not say what it costs. */
const FOR_ROUTE = 10;

/** Takes the points of an operation from its caller, as soon as the token says who that is. */
@Injectable()
export class PointsGuard implements CanActivate {
  constructor(
    private readonly points: Points,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const state = stateOf(requestOf(context));
    // One payment for all fields of the operation.
    if (state.payment) return state.payment;
    if (!state.caller) return true;
    if (isRoute(context)) state.points ??= this.#priceOf(context);
    if (state.points === undefined) return true;
    const verdict = this.points.take(ownerOfCaller(state.caller), state.points);
    if (!(verdict instanceof Promise)) return this.#apply(verdict, state);
    return (state.payment = verdict.then((one) => this.#apply(one, state)));
  }

  #priceOf(context: ExecutionContext): number | undefined {
    if (this.points.isOff) return undefined;
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<number | undefined>(COSTS_POINTS, targets) ?? FOR_ROUTE;
  }

  #apply(verdict: Verdict, state: RequestState): true {
    state.quota = this.points.quotaOf(verdict);
    state.points = undefined;
    if (verdict.isAllowed) return (state.payment = true);
    const refusal = this.points.refusalOf(verdict, 'caller');
    const payment = Promise.reject(refusal);
    // The other fields are refused by it, where there are any.
    payment.catch(() => undefined);
    state.payment = payment;
    throw refusal;
  }
}

function isRoute(context: ExecutionContext): boolean {
  return context.getType<'graphql' | 'http'>() === 'http';
}

import type { Middleware } from 'oidc-provider';
import { routeNameOf, type RouteName } from './route-name.js';

/** Requests to one route since the start or the last reset. */
export interface RouteCounter {
  total: number;
  running: number;
  maxConcurrent: number;
}

/** Counts the requests to each route, so that tests can tell how often the issuer was asked. */
export class RequestCounters {
  private readonly counters = new Map<RouteName, RouteCounter>();

  of(route: RouteName): Readonly<RouteCounter> {
    return this.counter(route);
  }

  reset(): void {
    for (const counter of this.counters.values()) {
      Object.assign(counter, { total: 0, maxConcurrent: counter.running });
    }
  }

  readonly middleware: Middleware = async (ctx, next) => {
    const counter = this.counter(routeNameOf(ctx.path));
    counter.total += 1;
    counter.running += 1;
    counter.maxConcurrent = Math.max(counter.maxConcurrent, counter.running);
    // A stalled request counts as running until its client gives up.
    ctx.res.once('close', () => (counter.running -= 1));
    return next();
  };

  private counter(route: RouteName): RouteCounter {
    const counter = this.counters.get(route) ?? { total: 0, running: 0, maxConcurrent: 0 };
    this.counters.set(route, counter);
    return counter;
  }
}

import type { Fault } from './fault.js';
import type { RouteName } from './route-name.js';

interface ActiveFault {
  readonly fault: Fault;
  remaining: number;
}

/** The faults that tests have switched on, by route. */
export class Faults {
  private readonly active = new Map<RouteName, ActiveFault>();

  /** Lets a route misbehave from now on, or for the next few requests only. */
  set(route: RouteName, fault: Fault, times = Infinity): void {
    this.active.set(route, { fault, remaining: times });
  }

  /** Ends the misbehaviour of one route, or of all. */
  clear(route?: RouteName): void {
    if (route) this.active.delete(route);
    else this.active.clear();
  }

  /** The fault that the next request to a route meets. */
  take(route: RouteName): Fault | undefined {
    const entry = this.active.get(route);
    if (!entry) return undefined;
    entry.remaining -= 1;
    if (entry.remaining <= 0) this.active.delete(route);
    return entry.fault;
  }
}

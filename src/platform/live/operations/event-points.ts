import { Injectable } from '@nestjs/common';
import { MemoryBudgets } from '../../http/rate-limit/budgets.js';
import { Points } from '../../http/rate-limit/points.js';

/**
 * What the events of a minute may cost a caller at this process: as much as its operations, counted
 * apart, so that events which others cause never take the points for requests.
 */
@Injectable()
export class EventPoints {
  readonly #budgets = new MemoryBudgets();

  constructor(private readonly points: Points) {}

  /** @throws TooManyRequestsException */
  take(owner: string, cost: number): void {
    if (this.points.isOff) return;
    const verdict = this.#budgets.take(owner, cost, this.points.limit);
    if (!verdict.isAllowed) throw this.points.refusalOf(verdict, 'caller');
  }
}

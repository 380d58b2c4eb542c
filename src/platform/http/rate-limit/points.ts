import { Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import type { Identity } from '../../logging/pseudonyms.js';
import { overdrafts, type OverdraftRecord } from '../load.metrics.js';
import { Allowance } from './allowance.js';
import { Budgets } from './budgets.js';
import { clientOf } from './client-address.js';
import type { Verdict } from './sliding-window.js';
import type { TooManyRequestsException } from './too-many-requests.exception.js';

const BYTES_PER_POINT = 10;
const MINIMUM_FOR_DOCUMENT = 50;

/** What a refused request costs the address that it came from. */
export const REFUSAL_POINTS = 50;

/**
 * What callers may ask for, in points: those with a valid token over HTTP and all sockets together,
 * everybody else by address.
 */
@Injectable()
export class Points extends Allowance {
  protected override readonly name = 'caller';
  /** Of a minute. */
  override readonly limit: number;

  constructor(settings: Settings, budgets: Budgets) {
    super(settings, budgets);
    this.limit = settings.callerPointsPerMinute;
  }

  /** Takes points that cover an operation; a dearer one than a whole budget takes all of it. */
  take(owner: string, points: number): Verdict | Promise<Verdict> {
    return this.budgets.take(owner, Math.min(points, this.limit), this.limit);
  }

  /** For work that is done already. */
  charge(owner: string, points: number): void {
    if (!this.isOff) this.budgets.charge(owner, points);
  }

  refusalOf(verdict: Verdict, owner: OverdraftRecord['owner']): TooManyRequestsException {
    overdrafts.publish({ owner });
    return this.refuse(
      verdict,
      'Too much was asked for within a minute',
      `A caller may use ${this.limit} points a minute, over HTTP and sockets together: CALLER_POINTS_PER_MINUTE.`,
    );
  }
}

const ADDRESS = 'points:address:';

export function kindOf(owner: string): OverdraftRecord['owner'] {
  return owner.startsWith(ADDRESS) ? 'address' : 'caller';
}

/** Whose points an anonymous request takes. */
export function ownerOfAddress(ip: string | undefined): string {
  return `${ADDRESS}${clientOf(ip)}`;
}

/** Whose points a request with a valid token takes, whichever transport brings it. */
export function ownerOfCaller({ key }: Identity): string {
  return `points:caller:${key}`;
}

/** What a text costs that is not known to be valid, a document or variables: validation is the dearest part. */
export function priceOfDocument(source: string): number {
  return Math.max(MINIMUM_FOR_DOCUMENT, Math.ceil(source.length / BYTES_PER_POINT));
}

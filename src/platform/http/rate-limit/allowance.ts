import type { Settings } from '../../config/settings.js';
import type { Quota } from '../request-state.js';
import type { Budgets } from './budgets.js';
import { SLOT_MS, SLOTS, type Verdict } from './sliding-window.js';
import { TooManyRequestsException } from './too-many-requests.exception.js';

const WINDOW_SECONDS = (SLOT_MS * SLOTS) / 1000;

const BUSY = `The API is busy, so that ${SLOT_MS / 1000} s have a share of 1/${SLOTS} (MAX_EVENT_LOOP_DELAY_MS=0 switches that off).`;

/** What each address, or each caller, may use within a minute. */
export abstract class Allowance {
  /** Of each; 0 switches the allowance off. */
  protected abstract readonly limit: number;
  /** In headers. */
  protected abstract readonly name: 'address' | 'caller';

  constructor(
    protected readonly settings: Settings,
    protected readonly budgets: Budgets,
  ) {}

  get isOff(): boolean {
    return this.limit === 0;
  }

  /** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (version 10) */
  quotaOf({ remaining, waitMs }: Verdict): Quota {
    return {
      policy: `"${this.name}";q=${this.limit};w=${WINDOW_SECONDS}`,
      left: `"${this.name}";r=${remaining};t=${toSeconds(waitMs)}`,
    };
  }

  /** @param hint for developers */
  protected refuse(verdict: Verdict, problem: string, hint: string): TooManyRequestsException {
    const seconds = toSeconds(verdict.waitMs);
    return new TooManyRequestsException({
      message: `${problem}: try again in ${seconds} s.`,
      seconds,
      hint: this.settings.isProduction ? undefined : verdict.isHeldBack ? `${BUSY} ${hint}` : hint,
    });
  }
}

function toSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

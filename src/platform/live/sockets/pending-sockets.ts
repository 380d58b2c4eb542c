import { shareOf } from '../../http/overload/share-of.js';
import { clientOf } from '../../http/rate-limit/client-address.js';
import type { LiveLimits } from '../live-limits.js';

/** One address may have a twentieth of them at most. */
const ADDRESSES = 20;

/** Sockets whose callers are not known yet: at most so many from one address, and in all. */
export class PendingSockets {
  readonly #counts = new Map<string, number>();
  #all = 0;

  constructor(private readonly limits: Pick<LiveLimits, 'pending'>) {}

  hasRoomFor(ip: string): boolean {
    const free = this.limits.pending - this.#all - 1;
    const fromAddress = (this.#counts.get(clientOf(ip)) ?? 0) + 1;
    return free >= 0 && fromAddress <= shareOf(free, ADDRESSES);
  }

  count(ip: string, change: 1 | -1): void {
    this.#all += change;
    const client = clientOf(ip);
    const count = (this.#counts.get(client) ?? 0) + change;
    if (count > 0) this.#counts.set(client, count);
    else this.#counts.delete(client);
  }
}

import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
/** How often the delay is looked at. */
const SAMPLE_MS = 250;

/**
 * How late the event loop is, in milliseconds: the mean of a quarter of a second. A turn in which no
 * timer of Node's monitor ran is judged by the next look: `@fastify/under-pressure` takes it for an
 * endless delay, so that one turn of 250 ms sheds requests whatever the limit is.
 */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #timer: NodeJS.Timeout | undefined;
  #ms = 0;

  get ms(): number {
    return this.#ms;
  }

  start(): void {
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#look(), SAMPLE_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #look(): void {
    const { mean } = this.#histogram;
    // A reset also forgets the last run of the monitor's timer: turns that are all long would never count.
    if (Number.isNaN(mean)) return;
    this.#ms = Math.max(0, mean / 1e6 - RESOLUTION_MS);
    this.#histogram.reset();
  }
}

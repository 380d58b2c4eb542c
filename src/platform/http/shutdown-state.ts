import { Injectable } from '@nestjs/common';

/** Is this process on its way out? Then it is to get no new work. */
@Injectable()
export class ShutdownState {
  #isShuttingDown = false;

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  beginShutdown(): void {
    this.#isShuttingDown = true;
  }
}

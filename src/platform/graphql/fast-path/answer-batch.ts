/** More of them together save nothing further. */
const MAXIMUM_ANSWERS = 16;

interface Batch {
  size: number;
  readonly left: Promise<void>;
  readonly release: () => void;
}

/**
 * Sends the answers of one turn of the event loop one after the other, up to 16. The system call
 * that writes an answer costs more than the rest of a cheap request, and half as much where it
 * follows another one. An answer waits for the turn at most, so one that is alone does not wait.
 */
export class AnswerBatch {
  #open: Batch | undefined;

  /** Resolves when the answer should be sent. */
  leave(): Promise<void> {
    const batch = (this.#open ??= this.#begin());
    batch.size += 1;
    if (batch.size === MAXIMUM_ANSWERS) this.#end(batch);
    return batch.left;
  }

  #begin(): Batch {
    let release = (): void => undefined;
    const left = new Promise<void>((resolve) => (release = resolve));
    const batch = { size: 0, left, release };
    setImmediate(() => this.#end(batch));
    return batch;
  }

  #end(batch: Batch): void {
    if (this.#open === batch) this.#open = undefined;
    batch.release();
  }
}

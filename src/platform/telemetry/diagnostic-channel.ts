import { channel, type Channel } from 'node:diagnostics_channel';
import { Logger } from '@nestjs/common';

/** A typed diagnostics channel. Publishing costs next to nothing while nothing listens. */
export class DiagnosticChannel<Message extends object> {
  readonly #logger = new Logger(DiagnosticChannel.name);
  readonly #channel: Channel;

  constructor(readonly name: string) {
    this.#channel = channel(name);
  }

  get isObserved(): boolean {
    return this.#channel.hasSubscribers;
  }

  publish(message: Message): void {
    if (this.isObserved) this.#channel.publish(message);
  }

  /**
   * Logs what the listener throws, such as a metric whose amount is not a number: Node would end the process.
   *
   * @returns how to stop listening
   */
  subscribe(listen: (message: Message) => void): () => void {
    const listener = (message: unknown) => {
      try {
        listen(message as Message);
      } catch (error) {
        const stack = error instanceof Error ? error.stack : String(error);
        this.#logger.error(`A listener of the channel ${this.name} failed`, stack);
      }
    };
    this.#channel.subscribe(listener);
    return () => this.#channel.unsubscribe(listener);
  }
}

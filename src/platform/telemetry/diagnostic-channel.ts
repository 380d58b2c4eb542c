import { channel, type Channel } from 'node:diagnostics_channel';

/**
 * A typed diagnostics channel: who publishes need not know who listens, and pays nothing while
 * nobody does.
 */
export class DiagnosticChannel<Message extends object> {
  readonly #channel: Channel;

  constructor(readonly name: string) {
    this.#channel = channel(name);
  }

  publish(message: Message): void {
    if (this.#channel.hasSubscribers) this.#channel.publish(message);
  }

  /** Returns how to stop listening. */
  subscribe(listen: (message: Message) => void): () => void {
    const listener = (message: unknown) => listen(message as Message);
    this.#channel.subscribe(listener);
    return () => this.#channel.unsubscribe(listener);
  }
}

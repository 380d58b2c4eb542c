import { channel, type Channel } from 'node:diagnostics_channel';

/** A typed diagnostics channel. Publishing costs next to nothing while nothing listens. */
export class DiagnosticChannel<Message extends object> {
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

  /** @returns how to stop listening */
  subscribe(listen: (message: Message) => void): () => void {
    const listener = (message: unknown) => listen(message as Message);
    this.#channel.subscribe(listener);
    return () => this.#channel.unsubscribe(listener);
  }
}

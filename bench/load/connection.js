import { connect } from 'node:net';
import { readAnswer } from './read-answer.js';

/** One keep-alive connection: a request, its answer, the next request. */
export class Connection {
  #socket;
  #received = null;
  #sentAt = 0;
  #isWaiting = false;
  #finish;

  constructor(port, { next, answers, expect }) {
    Object.assign(this, { port, next, answers, expect });
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#open();
  }

  giveUp() {
    if (this.#isWaiting) this.answers.broken += 1;
    this.#isWaiting = false;
    this.#end();
  }

  #open() {
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    socket.on('connect', () => this.#continue());
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#lost(socket));
  }

  #continue() {
    const request = this.next();
    if (request === undefined) return this.#end();
    this.#isWaiting = true;
    this.#sentAt = performance.now();
    this.#socket.write(request, 'latin1');
  }

  #receive(chunk) {
    this.#received = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
    const answer = readAnswer(this.#received);
    if (!answer) return;
    const { answers, expect } = this;
    answers.latencies.push(performance.now() - this.#sentAt);
    answers.statuses[answer.status] = (answers.statuses[answer.status] ?? 0) + 1;
    // A wrong answer does not count, however fast it is.
    const isRight = answer.status === expect.status && this.#received.includes(expect.text);
    if (!isRight) {
      answers.wrong += 1;
      answers.sample ??= this.#received.toString().slice(0, 1000);
    }
    this.#received = null;
    this.#isWaiting = false;
    this.#continue();
  }

  /** The server hung up: what was asked is lost, and the next request takes a new connection. */
  #lost(socket) {
    if (socket !== this.#socket) return;
    if (this.#isWaiting) this.answers.broken += 1;
    this.#isWaiting = false;
    this.#received = null;
    setTimeout(() => (this.#socket ? this.#open() : undefined), 5);
  }

  #end() {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
    this.#finish();
  }
}

import { connect } from 'node:net';
import { readAnswer } from './read-answer.js';

const REOPEN_MS = 50;

/**
 * One keep-alive connection from one address, which sends a request when the answer to the one before
 * has come. Opens again when the server has hung up.
 */
export class Client {
  #socket;
  #isOpen = false;
  #received = null;
  #waiting = [];
  #current;
  #isClosed = false;

  constructor(port, localAddress) {
    Object.assign(this, { port, localAddress });
    this.#connect();
  }

  get isBusy() {
    return this.#current !== undefined || this.#waiting.length > 0;
  }

  /** @param answered gets the status, or 0 where the connection was lost */
  send(request, answered = () => undefined) {
    this.#waiting.push({ request, answered });
    this.#continue();
  }

  close() {
    this.#isClosed = true;
    this.#socket?.destroy();
  }

  #connect() {
    const socket = connect({
      port: this.port,
      host: '127.0.0.1',
      localAddress: this.localAddress,
      noDelay: true,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#isOpen = true;
      this.#continue();
    });
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#lost());
  }

  #continue() {
    if (!this.#isOpen || this.#current || this.#waiting.length === 0) return;
    this.#current = this.#waiting.shift();
    this.#socket.write(this.#current.request, 'latin1');
  }

  #receive(chunk) {
    this.#received = this.#received ? Buffer.concat([this.#received, chunk]) : chunk;
    const answer = readAnswer(this.#received);
    if (!answer) return;
    this.#received = null;
    this.#finish(answer.status);
    this.#continue();
  }

  #finish(status) {
    const { answered } = this.#current ?? {};
    this.#current = undefined;
    answered?.(status);
  }

  #lost() {
    this.#isOpen = false;
    this.#received = null;
    this.#finish(0);
    if (!this.#isClosed) setTimeout(() => this.#isClosed || this.#connect(), REOPEN_MS);
  }
}

import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ask, type Attempt } from './ask.js';

export interface User {
  readonly id: string;
  /** Replaced when the issuer rotates its keys. */
  token: string;
}

/** One request of the load, with the expected answer. */
export interface LoadAttempt extends Attempt {
  readonly method: 'GET' | 'POST';
  readonly expected: string;
}

const INTERVAL_MS = 100;

/** Clients that each send about ten requests a second, whatever the last answer was. */
export class SteadyLoad {
  readonly attempts: LoadAttempt[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #clients: Promise<void>[];
  #isOver = false;

  constructor(
    private readonly url: string,
    users: readonly User[],
  ) {
    this.#clients = users.map((user, index) => this.#runClient(user, index));
  }

  async end(): Promise<readonly LoadAttempt[]> {
    this.#isOver = true;
    await Promise.all(this.#clients);
    this.#agent.destroy();
    return this.attempts;
  }

  async #runClient(user: User, index: number): Promise<void> {
    for (let turn = index; !this.#isOver; turn += 1) {
      await Promise.all([this.#ask(user, turn), pause(INTERVAL_MS * (0.5 + Math.random()))]);
    }
  }

  async #ask({ id, token }: User, turn: number): Promise<void> {
    const questions = [
      { query: '{ me { id } }', data: { me: { id } } },
      { query: '{ __typename }', data: { __typename: 'Query' } },
      { query: '{ me { id __typename } }', data: { me: { id, __typename: 'User' } } },
    ];
    const { query, data } = questions[turn % questions.length]!;
    const method = turn % 4 === 0 ? 'GET' : 'POST';
    const expected = JSON.stringify({ data });
    const attempt = await ask({ url: this.url, agent: this.#agent, query, token, method });
    this.attempts.push({ ...attempt, method, expected });
  }
}

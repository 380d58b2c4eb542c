import { Agent, request } from 'node:http';

/** One request as its client saw it. */
export interface Attempt {
  readonly sentAt: number;
  readonly endedAt: number;
  /** Undefined where the connection ended without an answer. */
  readonly status?: number;
  readonly body?: string;
  /** The error of the socket, where there was no answer. */
  readonly error?: string;
}

export interface Question {
  readonly url: string;
  readonly agent: Agent;
  readonly query: string;
  readonly token?: string;
  /** GraphQL allows a query, and no mutation, by GET. */
  readonly method?: 'GET' | 'POST';
}

/** Sends one request on a kept-alive connection and resolves with its outcome. */
export function ask({ url, agent, query, token, method = 'POST' }: Question): Promise<Attempt> {
  const sentAt = performance.now();
  const isGet = method === 'GET';
  const target = isGet ? `${url}?query=${encodeURIComponent(query)}` : url;
  const headers = {
    'content-type': 'application/json',
    'apollo-require-preflight': 'yes',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  return new Promise((resolve) => {
    const end = (outcome: Pick<Attempt, 'status' | 'body' | 'error'>) =>
      resolve({ sentAt, endedAt: performance.now(), ...outcome });
    const fail = (error: NodeJS.ErrnoException) => end({ error: error.code ?? error.message });
    request(target, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        end({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    })
      .on('error', fail)
      .end(isGet ? undefined : JSON.stringify({ query }));
  });
}

/** Counts outcomes, most frequent first: `{ 200: 950, ECONNREFUSED: 3 }`. */
export function tally(attempts: readonly Attempt[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { status, error } of attempts) {
    const outcome = String(status ?? error);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}

import type { LiveRequest } from './live-request.js';

/**
 * What stands for the reply in the GraphQL context of a subscription, as a guard may write a header to
 * it. A socket has none: what is written is dropped.
 */
export class LiveReply {
  header(): this {
    return this;
  }

  headers(): this {
    return this;
  }

  status(): this {
    return this;
  }

  getHeader(): undefined {
    return undefined;
  }
}

export const LIVE_REPLY = Object.freeze(new LiveReply());

/** The GraphQL context over a socket, with the members that it has over HTTP. */
export function contextFor(request: LiveRequest) {
  return { req: request, res: LIVE_REPLY };
}

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { stateOf, type RequestState } from '../../http/request-state.js';

/** What a client sent with `connection_init` beside its credentials. */
export type ConnectionParameters = Readonly<Record<string, unknown>>;

/** The opening request of a socket, as far as anything needs it for as long as the socket lives. */
export interface Handshake {
  /** The same as that of the opening request in its answer. */
  readonly id: string;
  /** Address of the client. */
  readonly ip: string;
  /** The credentials: from `connection_init`, else from the opening request. */
  readonly raw: IncomingMessage;
  readonly parameters: ConnectionParameters;
}

/**
 * What stands for the HTTP request in the GraphQL context of a subscription: guards, decorators and
 * resolvers find the same members. Each operation and each event has one of its own.
 */
export class LiveRequest {
  readonly id: string;
  readonly ip: string;
  readonly raw: IncomingMessage;
  readonly parameters: ConnectionParameters;

  constructor(handshake: Handshake, { lifetime, caller }: Partial<RequestState> = {}) {
    this.id = handshake.id;
    this.ip = handshake.ip;
    this.raw = handshake.raw;
    this.parameters = handshake.parameters;
    const { isKeyProven } = stateOf(handshake);
    Object.assign(stateOf(this), { lifetime, caller, isKeyProven });
  }

  get headers(): IncomingHttpHeaders {
    return this.raw.headers;
  }
}

/**
 * What stands for the reply in the GraphQL context of a subscription, as a guard may write a header to
 * it. A socket has none: what is written is dropped.
 */
class LiveReply {
  readonly header = (): this => this;
  readonly headers = this.header;
  readonly status = this.header;
  readonly getHeader = (): undefined => undefined;
}

const LIVE_REPLY = Object.freeze(new LiveReply());

/** The GraphQL context over a socket, with the members that it has over HTTP. */
export function contextFor(request: LiveRequest) {
  return { req: request, res: LIVE_REPLY };
}

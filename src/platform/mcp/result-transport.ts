import {
  PerRequestHTTPServerTransport,
  type JSONRPCMessage,
  type JSONRPCResultResponse,
  type TransportSendOptions,
} from '@modelcontextprotocol/server';
import type { ToolMessage } from './tool-message.js';

/**
 * Carries one message to a server and its answer back. A result is given as it is: to write it into a
 * web `Response` and to read it again costs as much as the operation (`bench/mcp/run.js`).
 */
export class ResultTransport extends PerRequestHTTPServerTransport {
  readonly #message: ToolMessage['message'];
  #resolve: (result: JSONRPCResultResponse) => void = () => undefined;

  constructor({ message, classification }: ToolMessage) {
    super({ classification, responseMode: 'json' });
    this.#message = message;
  }

  /** Refusals of the protocol come as the response that the package makes of them. */
  deliver(): Promise<JSONRPCResultResponse | Response> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.handleMessage(this.#message).then(resolve, reject);
    });
  }

  override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if ('result' in message) this.#resolve(message);
    else await super.send(message, options);
  }
}

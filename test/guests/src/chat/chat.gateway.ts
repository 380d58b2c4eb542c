import type { IncomingMessage } from 'node:http';
import { Injectable, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import {
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WsException,
  type OnGatewayConnection,
} from '@nestjs/websockets';
import { GqlAuthGuard, Public } from '../platform/auth/index.js';

/** A socket of ws or of socket.io, with the request that opened it. */
interface Client {
  request?: IncomingMessage;
}

/** Judges the token of the opening request again for each message: it may end meanwhile. */
@Injectable()
class GatewayGuard implements CanActivate {
  constructor(private readonly guard: GqlAuthGuard) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { request } = context.switchToWs().getClient<Client>();
    const refuse = () => {
      throw new WsException('Unauthorized');
    };
    await (request ? this.guard.authenticate({ raw: request }).catch(refuse) : refuse());
    return true;
  }
}

@Public() // The guard of the platform knows requests alone.
@UseGuards(GatewayGuard)
@WebSocketGateway({ path: '/chat' })
export class ChatGateway implements OnGatewayConnection {
  /** socket.io keeps the request itself. */
  handleConnection(client: Client, request: IncomingMessage): void {
    client.request ??= request;
  }

  @SubscribeMessage('shout')
  shout(@MessageBody() text: string): { event: string; data: string } {
    return { event: 'shouted', data: text.toUpperCase() };
  }
}

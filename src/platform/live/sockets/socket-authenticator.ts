import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { GqlAuthGuard } from '../../auth/gql-auth.guard.js';
import { executionContextFor } from '../operations/execution-context.js';
import { LiveRequest, type Handshake } from '../operations/live-request.js';

/** Finds out who is calling, by the guard that protects every resolver. */
@Injectable()
export class SocketAuthenticator {
  constructor(private readonly guard: GqlAuthGuard) {}

  /** @throws UnauthenticatedException, UnavailableException */
  async authenticate(handshake: Handshake): Promise<Caller> {
    const request = new LiveRequest(handshake);
    // A socket as a whole is protected: no decorator of this class says otherwise.
    const target = { getClass: <T>() => SocketAuthenticator as T, getHandler: () => protect };
    await this.guard.canActivate(executionContextFor(request, target));
    if (!request.user) throw new Error('The guard let a socket pass without a caller.');
    return request.user;
  }
}

function protect(): void {
  // Stands for a resolver without decorators.
}

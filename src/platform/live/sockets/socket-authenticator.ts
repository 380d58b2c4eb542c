import { Injectable } from '@nestjs/common';
import { callerOf, type Caller } from '../../auth/caller.js';
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
    const context = executionContextFor(request, target);
    await this.guard.canActivate(context);
    const caller = callerOf(context);
    if (!caller) throw new Error('The guard let a socket pass without a caller.');
    return caller;
  }
}

function protect(): void {
  // Stands for a resolver without decorators.
}

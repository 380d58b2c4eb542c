import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../http/request-of.js';
import { stateOf } from '../../http/request-state.js';
import { LiveRequest } from './live-request.js';

/** Notes which resolver a subscription leads to, so that its permissions can be checked again. */
@Injectable()
export class TargetGuard implements CanActivate {
  canActivate(context: ExecutionContext): true {
    if (context.getType<'graphql' | 'http'>() !== 'graphql') return true;
    const request: object = requestOf(context);
    if (request instanceof LiveRequest) {
      stateOf(request).target ??= {
        getClass: bound(context.getClass()),
        getHandler: bound(context.getHandler()),
      };
    }
    return true;
  }
}

/** The context itself would keep the arguments of the call. */
function bound<T>(value: T): () => never {
  return () => value as never;
}

import { ForbiddenException, Injectable, type ExecutionContext } from '@nestjs/common';
import { GqlAuthGuard } from '../gql-auth.guard.js';
import { AccessGuard } from './access.guard.js';
import { PointsGuard } from './points.guard.js';

/** The platform's global guards in their order, for what Nest does not run guards for. */
@Injectable()
export class PlatformGuards {
  constructor(
    private readonly auth: GqlAuthGuard,
    private readonly points: PointsGuard,
    private readonly access: AccessGuard,
  ) {}

  /** Like Nest's own pipeline; a request is judged and paid for once, however often it is asked. */
  async admit(context: ExecutionContext): Promise<void> {
    for (const guard of [this.auth, this.points, this.access]) {
      if (!(await guard.canActivate(context))) throw new ForbiddenException();
    }
  }
}

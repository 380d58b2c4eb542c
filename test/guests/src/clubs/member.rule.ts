import { Injectable } from '@nestjs/common';
import { type Caller, type ClaimsRefusal, ClaimsRule } from '../platform/auth/index.js';

/** Only tokens of one organization are accepted. */
@Injectable()
export class MemberRule extends ClaimsRule {
  override check({ claims }: Caller): ClaimsRefusal | undefined {
    if (claims['org_id'] === 'org_chess') return undefined;
    return { reason: 'not_a_member', description: 'The token is for another organization' };
  }
}

import { Injectable } from '@nestjs/common';
import { type Caller, PermissionsSource } from '../platform/auth/index.js';

/** What the board may do. Read such a list from where you keep it, and cache it. */
@Injectable()
export class BoardPermissions extends PermissionsSource {
  readonly #board = new Set(['auth0|ada']);

  override permissionsOf({ subject }: Caller): ReadonlySet<string> {
    return new Set(this.#board.has(subject) ? ['read:minutes'] : []);
  }
}

import { Injectable, Scope } from '@nestjs/common';
import DataLoader from 'dataloader';

/** One for each request, so that what it remembers is forgotten with it. */
@Injectable({ scope: Scope.REQUEST })
export class PlayersLoader extends DataLoader<string, string> {
  constructor() {
    super((ids) => Promise.resolve(ids.map((id) => `${id}, read with ${ids.length - 1} others`)));
  }
}

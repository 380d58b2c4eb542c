import type { Database } from '../src/platform/database/index.js';
import type { DemoUser } from './local-issuer/storage/demo-user.js';
import type { Html } from './local-issuer/pages/html.js';

/** What a feature adds to development. */
export interface DemoFeature {
  /** Unique: by it the embedded database remembers which features have their rows. */
  readonly name: string;
  /** Gives the demo users their rows in the embedded database, once for each issuer. */
  seed?(database: Database, issuer: string): Promise<void>;
  /** What the card of a demo user says about it, such as its roles. */
  tagsOf?(user: DemoUser): readonly string[];
  /** A part of the try-it page; hidden where the schema lacks the field that `data-needs` names. */
  panel?(): Html;
}

import { Logger } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { isOriginAllowed } from './cors-options.js';

/** Clients other than browsers can invent origins. */
const MAXIMUM_ORIGINS = 20;
const MAXIMUM_LENGTH = 200;
const AGAIN_MS = 60 * 60 * 1000;

/**
 * Warns of web pages that may not call, each origin once an hour: the page sees a network error, and
 * the answer itself tells nothing.
 */
export class RefusedOrigins {
  readonly #logger = new Logger('CORS');
  readonly #seen = new Set<string>();
  #since = -Infinity;

  constructor(private readonly settings: Settings) {}

  look(origin: string | undefined): void {
    if (origin === undefined || this.#isAllowed(origin) || !isOrigin(origin)) return;
    const now = Date.now();
    if (now - this.#since > AGAIN_MS) {
      this.#seen.clear();
      this.#since = now;
    }
    if (this.#seen.has(origin) || this.#seen.size >= MAXIMUM_ORIGINS) return;
    this.#seen.add(origin);
    this.#logger.warn(`Web pages of ${origin} may not call: CORS_ORIGINS does not name them.`);
  }

  #isAllowed(origin: string): boolean {
    const { corsOrigins, publicUrl, mcpUrl } = this.settings;
    return isOriginAllowed(origin, corsOrigins, publicUrl, mcpUrl);
  }
}

/** As a browser writes it: nothing else reaches the log. */
function isOrigin(text: string): boolean {
  if (text.length > MAXIMUM_LENGTH || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { TrustedIssuer } from './trusted-issuer.js';

/** The short list of issuers whose access tokens are accepted. */
@Injectable()
export class TrustedIssuers implements OnApplicationBootstrap {
  readonly all: readonly TrustedIssuer[];

  constructor(settings: Settings) {
    this.all = settings.issuers.map((issuer) => new TrustedIssuer(issuer));
  }

  /** Warms the keys beside the start: an issuer that is down delays nobody and heals by itself. */
  onApplicationBootstrap(): void {
    this.warm();
  }

  /** Asks every issuer for its keys, but one that has just failed. */
  warm(): void {
    for (const { keys } of this.all) keys.refresh().catch(() => undefined);
  }

  /** Can the tokens of at least one issuer be judged? */
  get isAnyReady(): boolean {
    return this.all.some(({ keys }) => keys.isReady);
  }

  /** The issuer that an `iss` names, by exact match. No URL is ever built from a token. */
  find(iss: unknown): TrustedIssuer | undefined {
    return this.all.find((issuer) => issuer.isNamed(iss));
  }
}

import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { issuerKey } from './issuer-key.js';
import { TrustedIssuer } from './trusted-issuer.js';

/** The short list of issuers whose access tokens are accepted. */
@Injectable()
export class TrustedIssuers implements OnApplicationBootstrap {
  readonly all: readonly TrustedIssuer[];
  readonly #recordedKeys: ReadonlyMap<string, string>;

  constructor(settings: Settings) {
    const resources = settings.mcpUrl === undefined ? [] : [settings.mcpUrl];
    this.all = settings.issuers.map((issuer) => new TrustedIssuer(issuer, {}, resources));
    this.#recordedKeys = new Map(
      settings.issuers.map(({ url, address }) => [issuerKey(address), issuerKey(url)]),
    );
  }

  /** Prefetches the keys while the API starts: an issuer that is down does not delay the start. */
  onApplicationBootstrap(): void {
    this.warm();
  }

  /** Prefetches all keys, except from issuers in cooldown. */
  warm(): void {
    for (const { keys } of this.all) keys.refresh().catch(() => undefined);
  }

  /** True when the tokens of at least one issuer can be verified. */
  get isAnyReady(): boolean {
    return this.all.some(({ keys }) => keys.isReady);
  }

  /** The key of an issuer in records: the same for all custom domains of one tenant. */
  recordedKey(iss: string): string {
    const key = issuerKey(iss);
    return this.#recordedKeys.get(key) ?? key;
  }

  /** Finds the issuer that an `iss` names, by exact match. No URL is ever built from a token. */
  find(iss: unknown): TrustedIssuer | undefined {
    return this.all.find((issuer) => issuer.isNamed(iss));
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { type Caller, TrustedIssuers } from '../../platform/auth/index.js';
import type { IssuerSettings, ManagementSettings } from '../../platform/config/index.js';
import { ManagementApiSource } from './management-api.source.js';
import type { ProfileSource } from './profile-source.js';
import { UserInfoSource } from './userinfo.source.js';

/** Which source serves which issuer: decided once, so that no token reaches another's tenant. */
@Injectable()
export class ProfileSources {
  readonly #sources: ReadonlyMap<IssuerSettings, ProfileSource>;

  constructor(issuers: TrustedIssuers) {
    const logger = new Logger(ProfileSources.name);
    const tenants = new Map<ManagementSettings, ManagementApiSource>();
    /** The custom domains of a tenant share one client, its token and its limits. */
    const shareOf = (management: ManagementSettings) => {
      const source = tenants.get(management) ?? new ManagementApiSource(management);
      tenants.set(management, source);
      return source;
    };
    this.#sources = new Map(
      issuers.all.map((issuer) => {
        const { management, address } = issuer.settings;
        const source = management ? shareOf(management) : new UserInfoSource(issuer);
        logger.log(`Profiles of ${address} come from ${source.name}`);
        return [issuer.settings, source];
      }),
    );
  }

  of({ issuer }: Caller): ProfileSource {
    const source = this.#sources.get(issuer);
    if (!source) throw new Error(`No profile source for ${issuer.variable}`);
    return source;
  }
}

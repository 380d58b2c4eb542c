import { defineSettings, wholeNumber } from '../platform/config/index.js';

/** The settings of this feature. */
export class ProfileSettings extends defineSettings({
  /** Seconds for which a profile may be reused; 0 is off. */
  PROFILE_CACHE_SECONDS: wholeNumber(0, 86_400).default(60),
}) {}

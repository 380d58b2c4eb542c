import { defineSettings, text } from '../platform/config/index.js';

/** The settings of this feature: which claims an account keeps a copy of. */
export class AccountsSettings extends defineSettings({
  /** Claim, or path of one, with the user's name; nothing is copied without it. */
  ACCOUNT_NAME_CLAIM: text().optional(),
  /** Claim with the user's e-mail address. */
  ACCOUNT_EMAIL_CLAIM: text().optional(),
  /** Claim that says whether the issuer has verified that address. */
  ACCOUNT_EMAIL_VERIFIED_CLAIM: text().optional(),
}) {}

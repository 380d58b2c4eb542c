import { AccountsSettings } from './accounts/accounts.settings.js';
import { ProfileSettings } from './profile/profile.settings.js';

/**
 * The settings classes of the features. The environment is read before Nest is loaded, so a file
 * that is named here imports nothing but `platform/config`.
 */
export const FEATURE_SETTINGS = [AccountsSettings, ProfileSettings];

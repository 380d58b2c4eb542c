/** Profiles of users, as the issuers of their tokens keep them. */
export { ProfileModule } from './profile.module.js';
export { ProfileService } from './profile.service.js';
export { User, type Metadata } from './user.model.js';
export { UserBlockedException } from './user-blocked.exception.js';

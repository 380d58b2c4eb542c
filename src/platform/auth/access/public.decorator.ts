import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'auth:public';

/** Opens a resolver, or all of a class, to callers without an access token. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

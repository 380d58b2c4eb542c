import { ServiceUnavailableException } from '@nestjs/common';

/** Something that this API depends on is down, slow or over its limit: worth another try later. */
export class UnavailableException extends ServiceUnavailableException {
  /** @param retryAfterSeconds whole seconds for `Retry-After` (RFC 9110, section 10.2.3) */
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

import { HttpStatus } from '@nestjs/common';
import { ApiException } from '../api.exception.js';

interface TooManyRequests {
  readonly message: string;
  /** After which there is enough again. */
  readonly seconds: number;
  readonly hint?: string | undefined;
}

/** A client, or a caller, asks for more than its share. */
export class TooManyRequestsException extends ApiException {
  constructor({ message, seconds, hint }: TooManyRequests) {
    super({
      status: HttpStatus.TOO_MANY_REQUESTS,
      code: 'TOO_MANY_REQUESTS',
      message,
      hint,
      headers: { 'retry-after': String(seconds) },
    });
  }
}

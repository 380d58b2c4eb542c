import { STATUS_CODES } from 'node:http';

/** A refusal in the words of Auth0's Management API. */
export class ManagementError extends Error {
  constructor(
    readonly status: number,
    message: string,
    private readonly errorCode?: string,
  ) {
    super(message);
  }

  get body(): object {
    const { status: statusCode, message, errorCode } = this;
    return {
      statusCode,
      error: STATUS_CODES[statusCode],
      message,
      ...(errorCode && { errorCode }),
    };
  }
}

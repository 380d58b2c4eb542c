import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

const CODE = /^[A-Z][A-Z\d]*(_[A-Z\d]+)*$/;

export interface ApiExceptionOptions {
  /** HTTP status from 400 to 599, 500 excepted. */
  readonly status: number;
  /** `extensions.code`, such as `ORDER_ALREADY_SHIPPED`. */
  readonly code: string;
  /** Sent to the client as it is: what is wrong, where, and what to do. */
  readonly message: string;
  /** `extensions.reason`: a stable name for one of several causes of the same code. */
  readonly reason?: string;
  /** `extensions.hint`: an explanation for developers. Leave it out in production. */
  readonly hint?: string | undefined;
  /** More members of `extensions`, such as the fields that failed a validation. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Response headers by their lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For the developer; never sent or logged. */
  readonly cause?: unknown;
}

/**
 * An expected error with a code of its own. A resolver or a controller that throws it decides what
 * the client sees: status, code, message and headers. Nest's own exceptions get the code of their
 * status, and every other error is answered as "Internal server error".
 *
 * @example
 * throw new ApiException({
 *   status: 409,
 *   code: 'ORDER_ALREADY_SHIPPED',
 *   message: 'This order is shipped already: ask for a return.',
 * });
 */
export class ApiException extends HttpException {
  readonly code: string;
  readonly reason: string | undefined;
  readonly hint: string | undefined;
  readonly data: Readonly<Record<string, unknown>> | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor({
    status,
    code,
    message,
    reason,
    hint,
    data,
    headers = {},
    cause,
  }: ApiExceptionOptions) {
    super(plainBody(message, status), status, { cause });
    this.message = message;
    if (!Number.isInteger(status) || status < 400 || status > 599 || status === 500) {
      throw new RangeError(`${status} is not the status of an expected error.`);
    }
    if (!CODE.test(code)) {
      throw new RangeError(`${JSON.stringify(code)} is not a code such as ORDER_ALREADY_SHIPPED.`);
    }
    this.code = code;
    this.reason = reason;
    this.hint = hint;
    this.data = data;
    this.headers = headers;
  }
}

/** The body of a plain route's answer, in the shape of Nest's own exceptions. */
export function plainBody(message: string, statusCode: number): object {
  const error = STATUS_CODES[statusCode];
  return error === undefined || error === message
    ? { message, statusCode }
    : { message, error, statusCode };
}

/** A quoted-string of RFC 9110, section 5.6.4. */
export function quoteHeaderValue(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

import { BadRequestException } from '@nestjs/common';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const MAXIMUM_REASON = 500;

/** @throws BadRequestException */
export function checkAccountId(id: string): void {
  if (!UUID.test(id)) throw new BadRequestException('The identifier of an account is a UUID.');
}

/** @throws BadRequestException */
export function checkReason(reason: string): void {
  const { length } = [...reason.trim()];
  if (length >= 1 && [...reason].length <= MAXIMUM_REASON) return;
  throw new BadRequestException(`The reason must have 1 to ${MAXIMUM_REASON} characters.`);
}

import { BadRequestException } from '@nestjs/common';
import type { Metadata } from './user.model.js';

const MAXIMUM_BYTES = 16 * 1024;
const MAXIMUM_DEPTH = 10;

/**
 * Judges new metadata before anything is sent, by what Auth0 accepts and what it silently spoils:
 * an empty object would delete everything.
 *
 * @throws BadRequestException
 */
export function checkMetadata(metadata: Metadata): void {
  if (Object.keys(metadata).length === 0) {
    throw new BadRequestException('metadata is empty: name at least one key; null removes a key.');
  }
  // First: what follows looks at each key.
  if (Buffer.byteLength(JSON.stringify(metadata)) > MAXIMUM_BYTES) {
    throw new BadRequestException(`metadata is larger than ${MAXIMUM_BYTES / 1024} KiB.`);
  }
  checkDepthAndKeys(metadata, 1);
}

function checkDepthAndKeys(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAXIMUM_DEPTH) {
    throw new BadRequestException(`metadata is nested more than ${MAXIMUM_DEPTH} levels deep.`);
  }
  for (const [key, child] of Object.entries(value)) {
    if (/[.$]/.test(key)) {
      throw new BadRequestException(
        'metadata has a key with "." or "$", which Auth0 does not accept.',
      );
    }
    checkDepthAndKeys(child, depth + 1);
  }
}

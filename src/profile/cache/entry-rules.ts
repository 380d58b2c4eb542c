import { NotFoundException } from '@nestjs/common';
import type { Profile, ProfileQuery } from '../sources/profile-source.js';
import type { ProfileEntry } from './profile-store.js';

/** How long a user stays gone. */
const GONE_FOR_MS = 10_000;
/** How far the clock of another replica may be ahead. */
const CLOCK_TOLERANCE_MS = 1_000;

export function isFresh(entry: ProfileEntry, freshForMs: number): boolean {
  return ageOf(entry) < (entry.profile ? freshForMs : Math.min(GONE_FOR_MS, freshForMs));
}

/** Redis may be written by others: nothing of another user is served, and nothing lasts for ever. */
export function isPlausible(entry: ProfileEntry, { id }: ProfileQuery): boolean {
  const isOfUser = entry.profile === null || entry.profile.user.id === id;
  return isOfUser && ageOf(entry) >= -CLOCK_TOLERANCE_MS;
}

export function ageOf({ fetchedAt }: ProfileEntry): number {
  return Date.now() - fetchedAt;
}

/** @throws NotFoundException for a user of whom it is known that there is none */
export function profileOf({ profile }: ProfileEntry): Profile {
  if (!profile) throw new NotFoundException('This user does not exist.');
  return profile;
}

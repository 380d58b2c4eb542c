import { z } from 'zod';
import type { ProfileEntry } from './profile-store.js';

const text = z.string().nullable();
const flag = z.boolean().nullable();
/** GraphQL's Int has 32 bits. */
const count = z.int32().nonnegative().nullable();

/** Keeps what the API knows, and drops everything else. */
const entry: z.ZodType<ProfileEntry> = z.object({
  version: z.string(),
  fetchedAt: z.number(),
  profile: z
    .object({
      isBlocked: z.boolean(),
      user: z.object({
        id: z.string(),
        name: text,
        nickname: text,
        givenName: text,
        familyName: text,
        username: text,
        email: text,
        emailVerified: flag,
        phoneNumber: text,
        phoneVerified: flag,
        picture: text,
        createdAt: text,
        updatedAt: text,
        lastLogin: text,
        loginsCount: count,
        userMetadata: z.record(z.string(), z.unknown()).nullable(),
      }),
    })
    .nullable(),
});

/** An entry as this API writes it; undefined for anything else, such as one of another version. */
export function readProfileEntry(text: string): ProfileEntry | undefined {
  try {
    return entry.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

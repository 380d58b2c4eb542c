/** Profiles as a warm cache has them: a look-up in memory. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly nickname: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly picture: string;
}

const profiles = new Map<string, Profile>();

export function readProfile(subject: string): Profile {
  const known = profiles.get(subject);
  if (known) return known;
  const nickname = subject.replace(/^.*\|/, '');
  const profile = {
    id: subject,
    name: `The user ${nickname}`,
    nickname,
    email: `${nickname}@example.com`,
    emailVerified: true,
    picture: `https://example.com/${nickname}.png`,
  };
  profiles.set(subject, profile);
  return profile;
}

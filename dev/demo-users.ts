import type { DemoUser } from './local-issuer/storage/demo-user.js';
import type { UserProfile } from './local-issuer/storage/user-profile.js';

type OwnFields = Omit<UserProfile, 'identities' | 'picture' | 'created_at' | 'updated_at'>;

/*
 * Who can sign in at the local issuer, and what each of them may do. Edit this file freely: give a
 * permission of your own, such as `read:orders`, to the users (or the application) that should have
 * it, add users, take some away, and run `npm start` again. A permission exists as soon as somebody
 * has it. For one token without an edit: npm run -s token -- ada --permission read:orders
 */

/** The permissions of the application that calls the API without a user. */
export const machinePermissions: readonly string[] = ['read:users'];

/** Each shows another side of the API. */
export const demoUsers: readonly DemoUser[] = [
  {
    password: 'ada-demo',
    description: 'runs the service; nested user_metadata',
    permissions: ['read:users'],
    profile: profileOf({
      user_id: 'auth0|64f1c2a97b3e5d0018a4c9e1',
      email: 'ada@example.com',
      email_verified: true,
      name: 'Ada Lindqvist',
      nickname: 'ada',
      given_name: 'Ada',
      family_name: 'Lindqvist',
      user_metadata: {
        theme: 'dark',
        locale: 'sv-SE',
        address: { city: 'Gothenburg', country: 'SE' },
        notifications: { email: true, channels: ['builds', 'reviews'] },
      },
      app_metadata: { plan: 'team' },
    }),
  },
  {
    password: 'ben-demo',
    description: 'support desk; no user_metadata at all',
    permissions: ['read:users'],
    profile: profileOf({
      user_id: 'auth0|651a0b3cd29f8e0019b7d244',
      email: 'ben@example.com',
      email_verified: true,
      name: 'Ben Okafor',
      nickname: 'ben',
      given_name: 'Ben',
      family_name: 'Okafor',
      username: 'ben.okafor',
      phone_number: '+15550100142',
      phone_verified: true,
    }),
  },
  {
    password: 'chloe-demo',
    description: 'customer; simple user_metadata',
    permissions: [],
    profile: profileOf({
      user_id: 'auth0|65c8e7d1f04a2b001ad3580f',
      email: 'chloe@example.com',
      email_verified: true,
      name: 'Chloe Martin',
      nickname: 'chloe',
      given_name: 'Chloe',
      family_name: 'Martin',
      user_metadata: { newsletter: false, favouriteColour: 'teal' },
    }),
  },
  {
    password: 'zoe-demo',
    description: 'came by Google; accents and emoji in the name; e-mail not verified',
    permissions: [],
    profile: profileOf({
      user_id: 'google-oauth2|104857600218936475120',
      email: 'zoe@example.com',
      email_verified: false,
      name: 'Zoë 🚀 Nguyễn',
      nickname: 'zoë',
      given_name: 'Zoë 🚀',
      family_name: 'Nguyễn',
      user_metadata: { greeting: 'Xin chào 👋' },
    }),
  },
];

function profileOf(own: OwnFields): UserProfile {
  const [provider = '', id = ''] = own.user_id.split('|');
  const isSocial = provider !== 'auth0';
  const connection = isSocial ? provider : 'Username-Password-Authentication';
  return {
    ...own,
    picture: `https://cdn.auth0.com/avatars/${own.email.slice(0, 2)}.png`,
    created_at: '2026-01-12T09:30:00.000Z',
    updated_at: '2026-01-12T09:30:00.000Z',
    logins_count: 0,
    identities: [{ connection, provider, user_id: id, isSocial }],
  };
}

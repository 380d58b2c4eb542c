/** The issuer's routes that tests count and disturb. */
export type RouteName =
  'discovery' | 'jwks' | 'authorize' | 'login' | 'token' | 'userinfo' | 'managementApi' | 'other';

const ROUTES: readonly (readonly [RegExp, RouteName])[] = [
  [/^\/\.well-known\/openid-configuration$/, 'discovery'],
  [/^\/\.well-known\/jwks\.json$/, 'jwks'],
  [/^\/authorize(\/|$)/, 'authorize'],
  [/^\/login\//, 'login'],
  [/^\/oauth\/token$/, 'token'],
  [/^\/userinfo$/, 'userinfo'],
  [/^\/api\/v2\//, 'managementApi'],
];

/** Which route a path belongs to. */
export function routeNameOf(path: string): RouteName {
  return ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}

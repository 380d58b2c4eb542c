/** Where load balancers and clients look for something: no prefix moves them. */
export const PLATFORM_ROUTES = [
  'health/live',
  'health/ready',
  '.well-known/oauth-protected-resource',
  '.well-known/oauth-protected-resource/*path',
] as const;

export const RESOURCE_METADATA_PATH = '/.well-known/oauth-protected-resource';

/** Where load balancers and clients look for something: no prefix moves them. */
export const PLATFORM_ROUTES = [
  'health/live',
  'health/ready',
  RESOURCE_METADATA_PATH,
  `${RESOURCE_METADATA_PATH}/*path`,
] as const;

/** The well-known path stands between the host and the path of the resource (RFC 9728, section 3.1). */
export function resourceMetadataUrl(publicUrl: string): string {
  const { origin, pathname } = new URL(publicUrl);
  return `${origin}${RESOURCE_METADATA_PATH}${pathname}`;
}

import type { FastifyInstance } from 'fastify';

export const RESOURCE_METADATA_PATH = '/.well-known/oauth-protected-resource';

/** Each challenge tells where the metadata of this API is (RFC 9728, section 5.1). */
export function registerResourceMetadata(fastify: FastifyInstance, publicUrl: string): void {
  const parameter = `resource_metadata="${resourceMetadataUrl(publicUrl)}"`;
  fastify.addHook('onSend', (_, reply, __, done) => {
    const challenge = reply.getHeader('www-authenticate');
    if (typeof challenge === 'string' && /^Bearer( |$)/.test(challenge)) {
      const separator = challenge === 'Bearer' ? ' ' : ', ';
      void reply.header('www-authenticate', `${challenge}${separator}${parameter}`);
    }
    done();
  });
}

/** The well-known path stands between the host and the path of the resource (RFC 9728, section 3.1). */
export function resourceMetadataUrl(publicUrl: string): string {
  const { origin, pathname } = new URL(publicUrl);
  return `${origin}${RESOURCE_METADATA_PATH}${pathname}`;
}

import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RESOURCE_METADATA_PATH } from '../../http/platform-routes.js';
import { ProtectedResources, type ProtectedResourceMetadata } from './protected-resources.js';
import { Public } from './public.decorator.js';

/** Tells clients which issuers' tokens a resource accepts. */
@Public()
@Controller(RESOURCE_METADATA_PATH)
export class ProtectedResourceController {
  constructor(private readonly resources: ProtectedResources) {}

  @Get(['', '*'])
  describe(
    @Req() { url }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ProtectedResourceMetadata {
    const [path = ''] = url.split('?', 1);
    const metadata = this.resources.describe(path.slice(RESOURCE_METADATA_PATH.length));
    if (!metadata) throw new NotFoundException();
    void reply.header('cache-control', 'public, max-age=3600');
    return metadata;
  }
}

import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { GRAPHQL_PATH } from '../../http/http-preconditions.js';
import { RESOURCE_METADATA_PATH } from '../../http/resource-metadata.js';
import { TokenSchemes } from '../../http/token-schemes.js';
import { Public } from './public.decorator.js';
import { TrustedIssuers } from '../issuers/trusted-issuers.js';
import {
  describeResource,
  METADATA_CACHE,
  type ProtectedResourceMetadata,
} from './resource-metadata.js';
import { SchemaPermissions } from './schema-permissions.js';

/** Tells clients which issuers' tokens this API accepts, where `PUBLIC_URL` says what it is called. */
@Public()
@Controller(RESOURCE_METADATA_PATH)
export class ProtectedResourceController {
  readonly #paths: readonly string[];

  constructor(
    private readonly settings: Settings,
    private readonly issuers: TrustedIssuers,
    private readonly permissions: SchemaPermissions,
    private readonly schemes: TokenSchemes,
  ) {
    const { publicUrl } = settings;
    // Behind a proxy that adds a path, clients ask with that path.
    const own = publicUrl ? [new URL(publicUrl).pathname] : [];
    this.#paths = ['', GRAPHQL_PATH, ...own].map((path) => `${RESOURCE_METADATA_PATH}${path}`);
  }

  @Get(['', '*'])
  describe(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): ProtectedResourceMetadata {
    const { publicUrl } = this.settings;
    const [path = ''] = request.url.split('?', 1);
    if (!publicUrl || !this.#paths.includes(path)) throw new NotFoundException();
    void reply.header('cache-control', METADATA_CACHE);
    return describeResource(publicUrl, this.permissions.all, this.issuers, this.schemes);
  }
}

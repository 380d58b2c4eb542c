import { Controller, Get, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DPOP_ALGORITHMS, Settings } from '../../config/settings.js';
import { GRAPHQL_PATH } from '../../http/http-preconditions.js';
import { RESOURCE_METADATA_PATH } from '../../http/resource-metadata.js';
import { Public } from './public.decorator.js';
import { TrustedIssuers } from '../issuers/trusted-issuers.js';
import { SchemaPermissions } from './schema-permissions.js';

/** RFC 9728, section 2. */
interface ProtectedResourceMetadata {
  readonly resource: string;
  readonly authorization_servers: readonly string[];
  readonly bearer_methods_supported: readonly string[];
  readonly scopes_supported?: readonly string[];
  /** RFC 9449, through RFC 9728. */
  readonly dpop_signing_alg_values_supported: readonly string[];
  readonly dpop_bound_access_tokens_required?: true;
}

/** Tells clients which issuers' tokens this API accepts, where `PUBLIC_URL` says what it is called. */
@Public()
@Controller(RESOURCE_METADATA_PATH)
export class ProtectedResourceController {
  readonly #paths: readonly string[];

  constructor(
    private readonly settings: Settings,
    private readonly issuers: TrustedIssuers,
    private readonly permissions: SchemaPermissions,
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
    void reply.header('cache-control', 'public, max-age=3600');
    // A list without entries is left out (RFC 9728, section 3.2).
    const scopes = this.permissions.all;
    const isBindingRequired = this.settings.issuers.every(({ dpop }) => dpop === 'required');
    return {
      resource: publicUrl,
      authorization_servers: this.issuers.all.map(({ name }) => name),
      bearer_methods_supported: ['header'],
      ...(scopes.length > 0 ? { scopes_supported: scopes } : {}),
      dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
      ...(isBindingRequired ? { dpop_bound_access_tokens_required: true } : {}),
    };
  }
}

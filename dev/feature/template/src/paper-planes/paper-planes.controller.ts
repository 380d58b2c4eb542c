// {{#if rest}}
import {
  Controller,
  DefaultValuePipe,
  Get,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Query,
} from '@nestjs/common';
import { CurrentCaller, RequireUser, type Caller } from '../platform/auth/index.js';
import { PaperPlaneList } from './paper-plane-list.js';
import type { PaperPlane } from './paper-plane.model.js';
import { PaperPlanesService } from './paper-planes.service.js';

/** Reads over plain HTTP, under the same guard as GraphQL. */
@Controller('paper-planes')
export class PaperPlanesController {
  constructor(
    private readonly service: PaperPlanesService,
    private readonly lists: PaperPlaneList,
  ) {}

  // {{#if owned}}
  @RequireUser()
  // {{/if}}
  @Get()
  async list(
    // {{#if owned}}
    @CurrentCaller() caller: Caller,
    // {{/if}}
    // {{#if pages}}
    @Query('first', new DefaultValuePipe(20), ParseIntPipe) first: number,
    @Query('after', new DefaultValuePipe('')) after: string,
    // {{/if}}
  ): Promise<object> {
    // {{#if pages}}
    // {{#if owned}}
    const page = await this.lists.listOwn(caller, { first, after });
    /* {{else}}
    const page = await this.lists.listAll({ first, after });
    {{/if}} */
    const { hasNextPage, endCursor } = page.pageInfo;
    return {
      data: page.edges.map(({ node }) => toBody(node)),
      next: hasNextPage ? endCursor : null,
    };
    /* {{else}}
    {{#if owned}}
    const all = await this.lists.listOwn(caller);
    {{else}}
    const all = await this.lists.listAll();
    {{/if}}
    return { data: all.map(toBody) };
    {{/if}} */
  }

  @Get(':id')
  async read(
    // {{#if owned}}
    @CurrentCaller() caller: Caller,
    // {{/if}}
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<object> {
    // {{#if owned}}
    return toBody(await this.service.read(caller, id));
    /* {{else}}
    return toBody(await this.service.read(id));
    {{/if}} */
  }
}

function toBody({ id, name, version, createdAt }: PaperPlane): object {
  return { id, name, version, createdAt };
}
// {{/if}}

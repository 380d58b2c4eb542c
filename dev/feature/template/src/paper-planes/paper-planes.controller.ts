// <% if (it.rest) { %>
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

  // <% if (it.owned) { %>
  @RequireUser()
  // <% } %>
  @Get()
  async list(
    // <% if (it.owned) { %>
    @CurrentCaller() caller: Caller,
    // <% } %>
    // <% if (it.pages) { %>
    @Query('first', new DefaultValuePipe(20), ParseIntPipe) first: number,
    @Query('after', new DefaultValuePipe('')) after: string,
    // <% } %>
  ): Promise<object> {
    // <% if (it.pages) { %>
    // <% if (it.owned) { %>
    const page = await this.lists.listOwn(caller, { first, after });
    /* <% } else { %>
    const page = await this.lists.listAll({ first, after });
    <% } %> */
    const { hasNextPage, endCursor } = page.pageInfo;
    return {
      data: page.edges.map(({ node }) => toBody(node)),
      next: hasNextPage ? endCursor : null,
    };
    /* <% } else { %>
    <% if (it.owned) { %>
    const all = await this.lists.listOwn(caller);
    <% } else { %>
    const all = await this.lists.listAll();
    <% } %>
    return { data: all.map(toBody) };
    <% } %> */
  }

  @Get(':id')
  async read(
    // <% if (it.owned) { %>
    @CurrentCaller() caller: Caller,
    // <% } %>
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<object> {
    // <% if (it.owned) { %>
    return toBody(await this.service.read(caller, id));
    /* <% } else { %>
    return toBody(await this.service.read(id));
    <% } %> */
  }
}

function toBody({ id, name, version, createdAt }: PaperPlane): object {
  return { id, name, version, createdAt };
}
// <% } %>

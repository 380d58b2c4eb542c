import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
// <% if (it.owned) { %>
import { Account } from '../accounts/index.js';
// <% } %>
import {
  CurrentCaller,
  RequirePermissions,
  RequireUser,
  type Caller,
} from '../platform/auth/index.js';
import { ConnectionOf, PageArgs, UuidArg, type Connection } from '../platform/graphql/index.js';
import { PaperPlaneList } from './paper-plane-list.js';
// <% if (it.owned) { %>
import { PaperPlaneOwners } from './paper-plane-owners.js';
// <% } %>
import { CreatePaperPlaneInput, UpdatePaperPlaneInput } from './paper-plane.input.js';
import { PaperPlane } from './paper-plane.model.js';
import { PaperPlanesService } from './paper-planes.service.js';

// <% if (it.pages) { %>
const PaperPlaneConnection = ConnectionOf(PaperPlane);

// <% } %>
const PaperPlaneId = () => UuidArg('id', 'The `id` of a paper plane: else `NOT_FOUND`.');

@Resolver(() => PaperPlane)
export class PaperPlanesResolver {
  constructor(
    private readonly service: PaperPlanesService,
    private readonly lists: PaperPlaneList,
    // <% if (it.owned) { %>
    private readonly owners: PaperPlaneOwners,
    // <% } %>
  ) {}

  // <% if (it.owned) { %>
  @Query(() => PaperPlane, {
    description:
      'A paper plane of the caller, or any with the permission `read:paper-planes`; else `NOT_FOUND`.',
  })
  paperPlane(@PaperPlaneId() id: string, @CurrentCaller() caller: Caller): Promise<PaperPlane> {
    return this.service.read(caller, id);
  }

  // <% if (it.pages) { %>
  @RequireUser()
  @Query(() => PaperPlaneConnection, {
    description: "The caller's paper planes, the newest first. Needs a user's access token.",
  })
  myPaperPlanes(
    @Args() page: PageArgs,
    @CurrentCaller() caller: Caller,
  ): Promise<Connection<PaperPlane>> {
    return this.lists.listOwn(caller, page);
  }

  @RequirePermissions('read:paper-planes')
  @Query(() => PaperPlaneConnection, {
    description: 'All paper planes, the newest first. Needs the permission `read:paper-planes`.',
  })
  paperPlanes(@Args() page: PageArgs): Promise<Connection<PaperPlane>> {
    return this.lists.listAll(page);
  }
  /* <% } else { %>
  @RequireUser()
  @Query(() => [PaperPlane], {
    description:
      "The caller's paper planes, the newest 100. Needs a user's access token.",
  })
  myPaperPlanes(@CurrentCaller() caller: Caller): Promise<PaperPlane[]> {
    return this.lists.listOwn(caller);
  }

  @RequirePermissions('read:paper-planes')
  @Query(() => [PaperPlane], {
    description: 'The newest 100 paper planes. Needs the permission `read:paper-planes`.',
  })
  paperPlanes(): Promise<PaperPlane[]> {
    return this.lists.listAll();
  }
  <% } %> */

  @RequireUser()
  @Mutation(() => PaperPlane, {
    description: "Creates a paper plane of the caller. Needs a user's access token.",
  })
  createPaperPlane(
    @Args('input', { type: () => CreatePaperPlaneInput, description: 'The paper plane.' })
    input: CreatePaperPlaneInput,
    @CurrentCaller() caller: Caller,
  ): Promise<PaperPlane> {
    return this.service.create(caller, input);
  }

  @Mutation(() => PaperPlane, {
    description:
      'Changes a paper plane of the caller, or any with the permission `manage:paper-planes`. `CONFLICT` where it has changed since.',
  })
  updatePaperPlane(
    @PaperPlaneId() id: string,
    @Args('input', { type: () => UpdatePaperPlaneInput, description: 'The change.' })
    input: UpdatePaperPlaneInput,
    @CurrentCaller() caller: Caller,
  ): Promise<PaperPlane> {
    return this.service.update(caller, id, input);
  }

  @Mutation(() => PaperPlane, {
    description:
      'Deletes a paper plane of the caller, or any with the permission `manage:paper-planes`.',
  })
  deletePaperPlane(
    @PaperPlaneId() id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PaperPlane> {
    return this.service.delete(caller, id);
  }

  @RequirePermissions('read:accounts')
  @ResolveField(() => Account, {
    description: 'Whose paper plane it is. Needs the permission `read:accounts`.',
  })
  owner(@Parent() paperPlane: PaperPlane, @Context() context: object): Promise<Account> {
    return this.owners.load(context, paperPlane);
  }
  /* <% } else { %>
  @Query(() => PaperPlane, { description: 'A paper plane. Needs an access token.' })
  paperPlane(@PaperPlaneId() id: string): Promise<PaperPlane> {
    return this.service.read(id);
  }

  <% if (it.pages) { %>
  @Query(() => PaperPlaneConnection, {
    description: 'All paper planes, the newest first. Needs an access token.',
  })
  paperPlanes(@Args() page: PageArgs): Promise<Connection<PaperPlane>> {
    return this.lists.listAll(page);
  }
  <% } else { %>
  @Query(() => [PaperPlane], {
    description: 'The newest 100 paper planes. Needs an access token.',
  })
  paperPlanes(): Promise<PaperPlane[]> {
    return this.lists.listAll();
  }
  <% } %>

  @RequirePermissions('manage:paper-planes')
  @Mutation(() => PaperPlane, {
    description: 'Creates a paper plane. Needs the permission `manage:paper-planes`.',
  })
  createPaperPlane(
    @Args('input', { type: () => CreatePaperPlaneInput, description: 'The paper plane.' })
    input: CreatePaperPlaneInput,
  ): Promise<PaperPlane> {
    return this.service.create(input);
  }

  @RequirePermissions('manage:paper-planes')
  @Mutation(() => PaperPlane, {
    description:
      'Changes a paper plane. Needs the permission `manage:paper-planes`. `CONFLICT` where it has changed since.',
  })
  updatePaperPlane(
    @PaperPlaneId() id: string,
    @Args('input', { type: () => UpdatePaperPlaneInput, description: 'The change.' })
    input: UpdatePaperPlaneInput,
  ): Promise<PaperPlane> {
    return this.service.update(id, input);
  }

  @RequirePermissions('manage:paper-planes')
  @Mutation(() => PaperPlane, {
    description: 'Deletes a paper plane. Needs the permission `manage:paper-planes`.',
  })
  deletePaperPlane(@PaperPlaneId() id: string): Promise<PaperPlane> {
    return this.service.delete(id);
  }
  <% } %> */
}

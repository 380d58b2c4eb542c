import { Module } from '@nestjs/common';
// <% if (it.owned) { %>
import { AccountsModule } from '../accounts/index.js';
// <% } %>
// <% if (it.live) { %>
import { PaperPlaneChanges } from './paper-plane-changes.js';
import { PaperPlaneChangesResolver } from './paper-plane-changes.resolver.js';
// <% } %>
import { PaperPlaneList } from './paper-plane-list.js';
// <% if (it.owned) { %>
import { PaperPlaneOwners } from './paper-plane-owners.js';
// <% } %>
// <% if (it.rest) { %>
import { PaperPlanesController } from './paper-planes.controller.js';
// <% } %>
import { PaperPlanesResolver } from './paper-planes.resolver.js';
import { PaperPlanesService } from './paper-planes.service.js';

@Module({
  // <% if (it.owned) { %>
  imports: [AccountsModule],
  // <% } %>
  // <% if (it.rest) { %>
  controllers: [PaperPlanesController],
  // <% } %>
  providers: [
    PaperPlaneList,
    PaperPlanesResolver,
    PaperPlanesService,
    // <% if (it.owned) { %>
    PaperPlaneOwners,
    // <% } %>
    // <% if (it.live) { %>
    PaperPlaneChanges,
    PaperPlaneChangesResolver,
    // <% } %>
  ],
})
export class PaperPlanesModule {}

import { Module } from '@nestjs/common';
// {{#if owned}}
import { AccountsModule } from '../accounts/index.js';
// {{/if}}
// {{#if live}}
import { PaperPlaneChanges } from './paper-plane-changes.js';
import { PaperPlaneChangesResolver } from './paper-plane-changes.resolver.js';
// {{/if}}
import { PaperPlaneList } from './paper-plane-list.js';
// {{#if owned}}
import { PaperPlaneOwners } from './paper-plane-owners.js';
// {{/if}}
// {{#if rest}}
import { PaperPlanesController } from './paper-planes.controller.js';
// {{/if}}
import { PaperPlanesResolver } from './paper-planes.resolver.js';
import { PaperPlanesService } from './paper-planes.service.js';

@Module({
  // {{#if owned}}
  imports: [AccountsModule],
  // {{/if}}
  // {{#if rest}}
  controllers: [PaperPlanesController],
  // {{/if}}
  providers: [
    PaperPlaneList,
    PaperPlanesResolver,
    PaperPlanesService,
    // {{#if owned}}
    PaperPlaneOwners,
    // {{/if}}
    // {{#if live}}
    PaperPlaneChanges,
    PaperPlaneChangesResolver,
    // {{/if}}
  ],
})
export class PaperPlanesModule {}

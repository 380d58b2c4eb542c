/** The front door: what other features may use of paper planes. */
export { PaperPlane, toPaperPlane } from './paper-plane.model.js';
export { PaperPlanesModule } from './paper-planes.module.js';
export { paperPlanes, type PaperPlaneRow } from './paper-planes.table.js';

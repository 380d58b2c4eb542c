/** What a feature's schema is made of beside Nest's own decorators. */
export { ConnectionOf, type Connection } from './connection/connection.js';
export { listOf } from './cost/estimator.js';
export { PageArgs, readPage } from './connection/page.args.js';
export { SchemaWrapper } from './schema-wrapper.js';
export type { Relation } from './relation.js';
export { RequestLoader } from './request-loader.js';
export { UuidArg } from './uuid-arg.js';

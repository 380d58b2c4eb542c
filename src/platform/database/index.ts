/** The one PostgreSQL database of the process. Tables belong to the features that use them. */
export { Database, type Queries } from './database.js';
export { QueryError } from './query.error.js';

/** What a feature may need to write text of others, and lines with fields of their own. */
export { LogRecord } from './nest-logger.js';
export { printable, printableLine } from './printable.js';

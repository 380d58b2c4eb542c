/** What a feature may need to write text of others, and lines with fields of their own. */
export { LogRecord } from './log-record.js';
export { printable, printableLine } from './printable.js';

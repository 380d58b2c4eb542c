/** The HTTP edge and its error contract. */
export { ApiException, type ApiExceptionOptions } from './api.exception.js';

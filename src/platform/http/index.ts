/** The HTTP edge and its error contract. */
export { ApiException, type ApiExceptionOptions } from './api.exception.js';
export {
  ClientGoneException,
  LateRequestSignal,
  RequestDeadlineException,
  RequestSignal,
} from './request-lifetime.js';
export { HttpErrorFilter } from './http-error.filter.js';
export { requestOf } from './request-of.js';

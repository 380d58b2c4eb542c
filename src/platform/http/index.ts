/** The HTTP edge and its error contract. */
export { ApiException, type ApiExceptionOptions } from './api.exception.js';
export {
  ClientGoneException,
  LateRequestSignal,
  RequestDeadlineException,
  RequestSignal,
} from './request-lifetime.js';
export { HttpErrorFilter } from './http-error.filter.js';
export { invalidInput, type InvalidField, type ValidationFinding } from './invalid-input.js';
export { PLATFORM_ROUTES } from './platform-routes.js';
export { requestOf } from './request-of.js';

import { authExchange } from '@urql/exchange-auth';
import { authorization, isUnauthenticated, refresh } from './session.js';

/** The header of the request that was refused last. */
let refused;

/** Sends the token, and asks once more with a new one. */
export const auth = authExchange(async ({ appendHeaders }) => ({
  addAuthToOperation: (operation) => appendHeaders(operation, authorization()),
  didAuthError: ({ graphQLErrors }, operation) => {
    refused = operation.context.fetchOptions?.headers;
    return isUnauthenticated(graphQLErrors);
  },
  // Without a new token the refusal is the answer.
  refreshAuth: () => refresh(refused).catch((error) => console.error(error.message)),
}));

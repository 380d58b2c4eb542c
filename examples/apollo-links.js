import { ApolloLink, CombinedGraphQLErrors, HttpLink } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { from, mergeMap } from 'rxjs';
import { API_URL, authorization, isUnauthenticated, refresh } from './session.js';

// What this link returns instead of the error is final: there is one retry and no second.
const refreshLink = new ErrorLink(({ error, operation, forward }) => {
  if (!CombinedGraphQLErrors.is(error) || !isUnauthenticated(error.errors)) return undefined;
  // The header of the refused request: queries that were refused together share one refresh.
  const { authorization: refused } = operation.getContext().headers;
  return from(refresh({ authorization: refused })).pipe(mergeMap(() => forward(operation)));
});

// After the link above, so that a retry carries the new token.
const authorizationLink = new SetContextLink(({ headers }) => ({
  headers: { ...headers, authorization: undefined, ...authorization() },
}));

/** Queries and mutations. */
export const httpLink = ApolloLink.from([
  refreshLink,
  authorizationLink,
  new HttpLink({ uri: API_URL }),
]);

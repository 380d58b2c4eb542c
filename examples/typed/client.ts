import { initGraphQLTada, type ResultOf, type TadaDocumentNode } from 'gql.tada';
import { print } from 'graphql';
import type { introspection } from './schema-types.js';

const graphql = initGraphQLTada<{
  introspection: introspection;
  // How the API's own scalars arrive as JSON.
  scalars: { DateTime: string; JSONObject: Record<string, unknown> };
}>();

const UserQuery = graphql(`
  query User($id: ID!) {
    user(id: $id) {
      id
      name
      userMetadata
    }
  }
`);

type User = ResultOf<typeof UserQuery>['user'];

/** The profile of another user; the caller needs the permission `read:users`. */
export async function findUser(url: string, token: string, id: string): Promise<User> {
  const { user } = await request(url, token, UserQuery, { id });
  return user;
}

async function request<Result, Variables>(
  url: string,
  token: string,
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: print(document), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Result>;
  if (!data) throw new Error(errors?.[0]?.message ?? 'The API gave no data.');
  return data;
}

interface Answer<Data> {
  readonly data?: Data;
  readonly errors?: readonly { readonly message: string }[];
}

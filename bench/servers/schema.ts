/* The schema of the servers that begin with SDL, and its resolvers. */
import { listAccounts, type AccountArguments } from './accounts.js';
import { HELLO, SECRET, type Claims } from './environment.js';
import { listProducts, updateProduct, type ProductChanges } from './products.js';
import { readProfile } from './profiles.js';

export const typeDefs = /* GraphQL */ `
  type Query {
    hello: String!
    secret: String!
    me: User!
    products(first: Int!): [Product!]!
    accounts(first: Int! = 20, after: String, filter: AccountFilter): AccountConnection!
  }
  type Mutation {
    updateProduct(input: UpdateProductInput!): Product!
  }
  type User {
    id: ID!
    name: String
    nickname: String
    email: String
    emailVerified: Boolean
    picture: String
  }
  type Product {
    id: ID!
    sku: String!
    name: String!
    description: String
    category: String!
    price: Float!
    stock: Int!
    isAvailable: Boolean!
    updatedAt: String!
  }
  input UpdateProductInput {
    id: ID!
    name: String
    price: Float
    stock: Int
  }
  enum AccountStatus {
    ACTIVE
    SUSPENDED
  }
  input AccountFilter {
    status: AccountStatus
  }
  type AccountConnection {
    edges: [AccountEdge!]!
    pageInfo: PageInfo!
  }
  type AccountEdge {
    cursor: String!
    node: Account!
  }
  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }
  type Account {
    id: ID!
    subject: String!
    name: String
    email: String
    roles: [String!]!
    status: AccountStatus!
    createdAt: DateTime!
    lastSeenAt: DateTime!
  }
  scalar DateTime
`;

/** @param callerOf reads the claims of the verified token; throws for a request without one */
export function createResolvers<Context>(callerOf: (context: Context) => Claims) {
  return {
    Query: {
      hello: () => HELLO,
      secret: (_: unknown, __: unknown, context: Context) => callerOf(context) && SECRET,
      me: (_: unknown, __: unknown, context: Context) => readProfile(callerOf(context).sub),
      products: (_: unknown, { first }: { first: number }, context: Context) =>
        callerOf(context) && listProducts(first),
      accounts: (_: unknown, args: AccountArguments, context: Context) =>
        listAccounts(callerOf(context), args),
    },
    Mutation: {
      updateProduct: (_: unknown, { input }: { input: ProductChanges }, context: Context) =>
        callerOf(context) && updateProduct(input),
    },
  };
}

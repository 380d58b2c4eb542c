/* What a client asks, and what is in each right answer. */

const SECRET = { document: 'query Secret { secret }', text: '"secret":"This is a secret' };

const PRODUCT = 'id sku name description category price stock isAvailable updatedAt';

const products = (first) => ({
  document: `query Products($first: Int!) { products(first: $first) { ${PRODUCT} } }`,
  variables: { first },
  text: `"id":"p${first - 1}"`,
});

const AFTER = 900;

export const OPERATIONS = {
  secret: SECRET,
  me: {
    document: `query Me { me { ...Profile } }
      fragment Profile on User { id name nickname email emailVerified picture }`,
    text: '"me":{"id":"auth0|user',
  },
  products20: products(20),
  products100: products(100),
  products1000: products(1_000),
  accounts: {
    document: `query Accounts($first: Int!, $after: String, $filter: AccountFilter) {
      accounts(first: $first, after: $after, filter: $filter) {
        edges { cursor node { id subject name email roles status createdAt lastSeenAt } }
        pageInfo { hasNextPage endCursor }
      }
    }`,
    variables: {
      first: 20,
      after: Buffer.from(`accounts:${AFTER}`).toString('base64url'),
      filter: { status: 'ACTIVE' },
    },
    text: '"pageInfo":{"hasNextPage":true,',
  },
  updateProduct: {
    document: `mutation UpdateProduct($input: UpdateProductInput!) {
      updateProduct(input: $input) { id name price stock updatedAt }
    }`,
    variables: { input: { id: 'p7', name: 'Another name', price: 12.5, stock: 3 } },
    text: '"updateProduct":{"id":"p7","name":"Another name"',
  },
  myAccount: { document: 'query MyAccount { myAccount { id } }', text: '"myAccount":{"id":"' },
  user: {
    document: 'query User($id: ID!) { user(id: $id) { id } }',
    variables: { id: 'auth0|user00000' },
    text: '"user":{"id":"auth0|user',
  },
};

import { graphql } from 'relay-runtime';

/** For the compiler of Relay, which writes `documents.json` and `__generated__/`. */
export const viewer = graphql`
  query viewerQuery {
    me {
      id
      name
      email
    }
  }
`;

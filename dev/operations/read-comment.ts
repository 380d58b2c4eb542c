import { TokenKind, type OperationDefinitionNode } from 'graphql';

const MARK = '@tool';

/** The comment right before an operation: what it says, and its lines that are marks. */
export function readComment({ loc }: OperationDefinitionNode): {
  description: string;
  marks: readonly string[];
} {
  const lines: string[] = [];
  let token = loc?.startToken.prev;
  while (token?.kind === TokenKind.COMMENT) {
    lines.unshift(token.value.trim());
    token = token.prev;
  }
  return {
    description: lines
      .filter((line) => !line.startsWith(MARK))
      .join(' ')
      .trim(),
    marks: lines.filter((line) => line.startsWith(MARK)),
  };
}

/** Of a message to a client, which may repeat what the client has sent. */
const MAXIMUM_CHARACTERS = 500;

/** The text, or its beginning and an ellipsis. */
export function boundText(text: string): string {
  if (text.length <= MAXIMUM_CHARACTERS) return text;
  const start = text.slice(0, MAXIMUM_CHARACTERS - 1);
  // Half of a pair is not a character.
  return `${start.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** An issuer by its name, whether or not that ends with a slash. */
export function issuerKey(issuer: string): string {
  let end = issuer.length;
  // No pattern: those that end with $ take quadratic time, and a filter of accounts is anybody's text.
  while (issuer[end - 1] === '/') end -= 1;
  return issuer.slice(0, end);
}

/** One text for one user of one issuer: a subject is unique within its issuer alone. */
export function userKey(issuer: string, subject: string): string {
  return JSON.stringify([issuerKey(issuer), subject]);
}

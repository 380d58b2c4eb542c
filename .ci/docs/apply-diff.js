/** Applies a diff without line numbers: each hunk must fit at exactly one place. */
export function applyDiff(text, diff) {
  return diff.split(/^@@.*$\n?/m).reduce(applyHunk, text);
}

function applyHunk(text, hunk) {
  const lines = hunk.replace(/\n$/, '').split('\n');
  const side = (other) =>
    lines.filter((line) => !line.startsWith(other)).map((line) => `${line.slice(1)}\n`);
  const [old, replacement] = [side('+').join(''), side('-').join('')];
  const parts = text.split(old);
  if (parts.length !== 2) throw new Error(`fits at ${parts.length - 1} places:\n${old}`);
  return parts.join(replacement);
}

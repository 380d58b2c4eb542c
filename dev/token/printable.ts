/** Text from elsewhere, without the control characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '?');
}

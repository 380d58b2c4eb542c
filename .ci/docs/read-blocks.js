/*
 * A document as its reader follows it: fenced blocks, each with the file that the line above names
 * and with a note for CI (`<!-- ci: … -->`). `<!-- ci: follow DOCUMENT -->` continues in another one.
 */
const BLOCK = /^( *)(`{3,})(\w*)\n([^]*?)\n\1\2$|^<!-- ci: follow (.*?) -->$/gm;
const PATH = /(?:^|\n)`([\w.-]+(?:\/[\w.-]+)*)`\n\n$/;
const NOTE = /<!-- ci: (.*?) -->\n+$/;

export function readBlocks(text) {
  return [...text.matchAll(BLOCK)].map((match) => {
    const [, indent, , language, body = '', followed] = match;
    const before = text.slice(0, match.index);
    return {
      language,
      text: body.replaceAll(new RegExp(`^${indent ?? ''}`, 'gm'), ''),
      line: before.split('\n').length,
      note: NOTE.exec(before)?.[1],
      path: PATH.exec(before.replace(NOTE, ''))?.[1],
      heading: [...before.matchAll(/^#+ (.*)$/gm)].at(-1)?.[1] ?? '',
      followed,
    };
  });
}

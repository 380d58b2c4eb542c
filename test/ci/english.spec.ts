import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** Phrases that readers stumble over, each with what to write instead (CONTRIBUTING.md, Style). */
const PHRASES: [RegExp, string][] = [
  [/\bWho [a-z]+s\b(?![^.]*\?)/, 'name the subject: "Clients that send …"'],
  [/\bWhoever\b/, 'name the subject: "Callers that …"'],
  [/\b[Nn]obody\b/, 'turn it around: say what does happen, or "no caller", "nothing"'],
  [/(?<!\b[Tt]here )\bis no (?!longer\b|more\b|later\b|less\b)[a-z]/, '"is not a …"'],
  [/(?<!\b[Tt]here )\b(is|are) none\b/, '"is not one", "does not exist"'],
  [/\bof (no )?use\b/, '"useful", "useless", or say for what'],
  [/\b(is|are) to be\b/, '"must be", or the active voice'],
  [/\bone['’]s own\b/, '"your own", "its own"'],
  [/\bas (it|they) (came|comes?)\b/, '"unchanged"'],
  [/\b[Bb]ut for\b/, '"except for"'],
  [/\bhas no say\b/, 'say who decides'],
  [/(^|[.:;] |\* |\/\/ )What (is|are|was|were|has|cannot) (?![^.]*\?)/, 'name the subject'],
];

const FOLDERS = [
  '.',
  '.ci',
  '.github',
  'bench',
  'deploy',
  'dev',
  'docs',
  'examples',
  'src',
  'test',
];
const TEXTS = /(\.(ts|js|mjs|cjs|md|ya?ml|css|conf|env|gql|example)|^Dockerfile|^\w+)$/;
const OTHERS = new Set(['LICENSE', 'node_modules', 'english.spec.ts']);

const files = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  list(folder, folder !== '.'),
);

describe('the English of the project', () => {
  it.each(files)('is plain in %s', (file) => {
    expect(findPhrases(file)).toEqual([]);
  });
});

function findPhrases(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, index) =>
      PHRASES.flatMap(([phrase, advice]) => {
        const [found] = phrase.exec(line) ?? [];
        return found ? [`${file}:${index + 1} "${found.trim()}": write ${advice}`] : [];
      }),
    );
}

function list(folder: string, isDeep: boolean): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !OTHERS.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return isDeep ? list(path, true) : [];
      return entry.isFile() && TEXTS.test(entry.name) ? [path] : [];
    });
}

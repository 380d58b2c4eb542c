type Variables = Readonly<Record<string, string>>;

/** With one letter changed, a short word is often another word: URI for URL, AUTH for AUTH0. */
const SHORT_WORD = 5;
/** Endings that are easily left out. */
const UNIT = /_(URL|SIZE|SECONDS|PER_MINUTE)$/;
const MINIMUM_LENGTH = 8;
const MINIMUM_LENGTH_FOR_TWO_ERRORS = 12;

/**
 * Warnings about variables that nearly have the name of a setting, such as AUTHO_DOMAIN with the
 * letter O. Holds names alone, never a value.
 *
 * @param env the variables that are present
 * @param settings the names that are read
 */
export function findNearMisses(env: Variables, settings: readonly string[]): string[] {
  const known = new Set(settings);
  return Object.keys(env)
    .filter((name) => !known.has(name))
    .flatMap((name) => {
      const meant =
        settings.find((setting) => isSameName(name, setting)) ??
        settings.find((setting) => isTypo(name, setting)) ??
        settings.find((setting) => !env[setting] && isRelated(name, setting));
      return meant ? [`${name} is not a setting of this API. Did you mean ${meant}?`] : [];
    });
}

/** The same apart from upper and lower case, look-alikes, separators and the order of words. */
function isSameName(name: string, setting: string): boolean {
  if (!setting.includes('_')) return false;
  const withLookAlikes = name.replaceAll(/[l1]/g, 'I');
  const isSameText = fold(name) === fold(setting) || fold(withLookAlikes) === fold(setting);
  return isSameText || sortedWords(name) === sortedWords(setting);
}

/** One wrong letter, or two in a long name, and in no short word. */
function isTypo(name: string, setting: string): boolean {
  const errors = countErrors(name, setting);
  const isNear =
    (errors === 1 && setting.length >= MINIMUM_LENGTH) ||
    (errors === 2 && setting.length >= MINIMUM_LENGTH_FOR_TWO_ERRORS);
  return isNear && shortestChangedWord(name, setting) > SHORT_WORD;
}

/** Likely meant only where the setting itself is missing: REDIS_URI, or OIDC_ISSUER. */
function isRelated(name: string, setting: string): boolean {
  const isWithoutUnit = name.includes('_') && setting.replace(UNIT, '') === name;
  return isWithoutUnit || (setting.length >= MINIMUM_LENGTH && countErrors(name, setting) === 1);
}

function fold(name: string): string {
  return name
    .toUpperCase()
    .replaceAll(/[^A-Z\d]/g, '')
    .replaceAll('O', '0');
}

function sortedWords(name: string): string {
  return name.toUpperCase().split('_').sort().join('_');
}

/** The length of the shortest word of a setting that is not in a name. */
function shortestChangedWord(name: string, setting: string): number {
  const words = name.split('_');
  const changed = setting.split('_').filter((word) => !words.includes(word));
  return Math.min(...changed.map(({ length }) => length));
}

/**
 * How many letters are wrong, missing, too many or swapped with their neighbour; 3 stands for
 * "more than two" (optimal string alignment distance).
 */
function countErrors(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 2) return 3;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        (last[column] ?? Infinity) + 1,
        (current[column - 1] ?? Infinity) + 1,
        (last[column - 1] ?? Infinity) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? Infinity) + 1 : Infinity,
      );
    }
    beforeLast = last;
    last = current;
  }
  return Math.min(last[other.length] ?? 3, 3);
}

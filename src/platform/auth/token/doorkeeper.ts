const PLACES = 65_536;

/**
 * Knows whether a signature was shown to it before. It keeps 4 bytes of a signature, in a place of which
 * the signature has one, until another takes that place: its size never changes. A chance likeness is one
 * in 4 billion, and does no harm: a token is then remembered when it comes for the first time.
 */
export class Doorkeeper {
  readonly #marks = new Uint32Array(PLACES);

  /** @param end of a signature in base64url, of at least 6 characters: a signature is as good as a hash */
  hasSeen(end: string): boolean {
    const mark = Buffer.from(end, 'base64url').readUInt32LE();
    const place = mark % PLACES;
    const isKnown = this.#marks[place] === mark;
    this.#marks[place] = mark;
    return isKnown;
  }
}

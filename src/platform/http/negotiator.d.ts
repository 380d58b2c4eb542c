/** What this API uses of negotiator, by which Apollo chooses as well. */
declare module 'negotiator' {
  export default class Negotiator {
    constructor(request: { readonly headers: { readonly accept: string } });
    mediaType(available: readonly string[]): string | undefined;
  }
}

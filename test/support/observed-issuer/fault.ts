/** A way in which a route can misbehave; only a test in the same process can ask for one. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'stall' }
  /** Sends headers and the first bytes of a body, then falls silent. */
  | { readonly kind: 'stalledBody' }
  /** Sends headers and the first bytes of a body, then hangs up. */
  | { readonly kind: 'truncatedBody' }
  /** An HTML page with status 200. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'redirect'; readonly location: string }
  /** The profile of somebody else than the one asked for. */
  | { readonly kind: 'wrongUser' };

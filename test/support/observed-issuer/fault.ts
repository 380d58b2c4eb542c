/** A way in which a route can misbehave. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Accepts the request and never answers. */
  | { readonly kind: 'stall' }
  /** Sends headers and the first bytes of a body, then falls silent. */
  | { readonly kind: 'stalledBody' }
  /** Sends headers and the first bytes of a body, then hangs up. */
  | { readonly kind: 'truncatedBody' }
  /** An HTML page with status 200. */
  | { readonly kind: 'garbage' }
  | { readonly kind: 'redirect'; readonly location: string }
  /** The profile of another user. */
  | { readonly kind: 'wrongUser' };

import type { Context } from 'oidc-provider';
import { html, type Html } from './html.js';
import { browserFile } from './static-files.js';

interface Page {
  readonly title: string;
  readonly body: Html;
  /** Where the page's forms lead in the end; browsers hold redirects after a form to it too. */
  readonly formTargets?: readonly string[];
  /** Whom the page's script may ask, beside the issuer. */
  readonly scriptTargets?: readonly string[];
  /** A file of the folder `browser`. */
  readonly script?: string;
  readonly layout?: 'narrow' | 'wide' | 'full';
  /** Addresses of style sheets; the issuer's own unless given. */
  readonly styles?: readonly string[];
  /** Whether scripts may write styles. */
  readonly inlineStyles?: boolean;
}

/** Answers with one of the issuer's own pages, under a policy that lets in nothing else. */
export function sendPage(ctx: Context, page: Page): void {
  const { title, body, script, layout = 'narrow', styles = [browserFile('style.css')] } = page;
  ctx.set({
    'Content-Security-Policy': policyFor(page),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  });
  ctx.type = 'html';
  ctx.body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${styles.map((href) => html`<link rel="stylesheet" href="${href}" />`)}
        ${script && html`<script type="module" src="${browserFile(script)}"></script>`}
      </head>
      <body class="${layout}">
        ${layout === 'full' ? body : withHeading(title, body)}
      </body>
    </html>`.markup;
}

function withHeading(title: string, body: Html): Html {
  return html`<main>
    <h1>${title}</h1>
    ${body}
  </main>`;
}

function policyFor({ formTargets = [], scriptTargets = [], script, inlineStyles }: Page): string {
  const own = "'self'";
  return [
    "default-src 'none'",
    'img-src data:',
    ...(inlineStyles
      ? [`style-src ${own} 'unsafe-inline'`, 'font-src data:']
      : [`style-src ${own}`]),
    ...(script ? [`script-src ${own}`, `connect-src ${[own, ...scriptTargets].join(' ')}`] : []),
    `form-action ${[own, ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

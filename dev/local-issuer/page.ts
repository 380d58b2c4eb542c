import { createHash } from 'node:crypto';
import type { Context } from 'oidc-provider';
import { html, Html } from './html.js';
import { PAGE_STYLE } from './page-style.js';

interface Page {
  readonly title: string;
  readonly body: Html;
  /** Where the page's forms lead in the end; browsers hold redirects after a form to it too. */
  readonly formTargets?: readonly string[];
  readonly script?: string;
}

/** Answers with one of the issuer's own pages, under a policy that lets in nothing else. */
export function sendPage(ctx: Context, { title, body, formTargets = [], script }: Page): void {
  ctx.set({
    'Content-Security-Policy': policyFor(formTargets, script),
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
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${element('style', PAGE_STYLE)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
        ${script && element('script', script)}
      </body>
    </html>`.markup;
}

function policyFor(formTargets: readonly string[], script: string | undefined): string {
  return [
    "default-src 'none'",
    'img-src data:',
    `style-src '${hashOf(PAGE_STYLE)}'`,
    ...(script ? [`script-src '${hashOf(script)}'`] : []),
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The content stays as it is to the last blank: its hash stands in the policy. */
function element(name: 'style' | 'script', content: string): Html {
  return new Html(`<${name}>${content}</${name}>`);
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

import type { Context } from 'oidc-provider';
import { html } from './html.js';
import { sendPage } from './page.js';

/** What a browser shows for a faulty request, with the words of OAuth that tell the cause. */
export function sendErrorPage(ctx: Context, out: Readonly<Record<string, unknown>>): void {
  const body = html`
    <p class="notice bad" role="alert">
      ${out['error_description'] ?? 'The request could not be understood.'}
    </p>
    <p><code>${out['error']}</code></p>
  `;
  sendPage(ctx, { title: 'This did not work', body });
}

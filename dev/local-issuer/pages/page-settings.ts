import { html, type Html } from './html.js';

/** What the scripts of the pages know of their surroundings. */
export interface PageSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  /** All permissions that a token can be asked for. */
  readonly permissions: () => readonly string[];
  /** The GraphQL endpoint; unknown where the issuer runs alone. */
  readonly apiUrl: string | undefined;
  /** The address of the tools; undefined where the API has none. */
  readonly toolsUrl: string | undefined;
}

/** The attributes that `browser/settings.js` reads. */
export function pageSettings(settings: PageSettings): Html {
  const { issuer, audience, clientId, permissions, apiUrl, toolsUrl } = settings;
  return html`data-issuer="${issuer}" data-audience="${audience}" data-client-id="${clientId}"
  data-permissions="${permissions().join(' ')}" data-api-url="${apiUrl ?? ''}"
  data-tools-url="${toolsUrl ?? ''}"`;
}

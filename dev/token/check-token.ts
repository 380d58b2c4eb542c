import { decodeJwt } from 'jose';
import type { ObtainedToken } from './obtained-token.js';
import { UserError } from '../user-error.js';

/** Says at once what the API would say later: that a token is opaque, or meant for another API. */
export function checkToken({ accessToken, audience }: ObtainedToken): void {
  const audiences = audiencesOf(accessToken);
  if (!audiences) {
    throw new UserError(
      `The provider gave an opaque token, which is not for ${audience}. Is that the identifier of an ` +
        'API at the provider, and may the application use it?',
    );
  }
  if (audiences.includes(audience)) return;
  throw new UserError(
    `The provider gave a token for ${audiences.join(', ') || 'no API'} instead of ${audience}.`,
  );
}

function audiencesOf(token: string): string[] | undefined {
  try {
    return [decodeJwt(token).aud ?? []].flat();
  } catch {
    return undefined;
  }
}

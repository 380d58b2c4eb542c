import { z } from 'zod';
import { machineToken, type MachineTokenRequest } from './machine-token.js';
import { UserError } from '../user-error.js';

const DEADLINE_MS = 10_000;

const answerSchema = z.object({
  access_token: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
  message: z.string().optional(),
});

/**
 * AuthAction has an endpoint of its own for applications, which takes JSON. Where a tenant does not
 * know it, the one of the discovery document is asked.
 */
export async function authActionMachineToken(
  request: MachineTokenRequest,
): Promise<{ readonly access_token: string; readonly scope?: string | undefined }> {
  const { issuer, clientId: client_id, clientSecret: client_secret, audience } = request;
  const response = await post(new URL('/oauth2/m2m/token', issuer), {
    grant_type: 'client_credentials',
    ...{ client_id, client_secret, audience },
    ...(request.scope && { scope: request.scope }),
  });
  if ([404, 405].includes(response.status)) return machineToken(request);
  const answer = answerSchema.safeParse(await response.json().catch(() => ({}))).data ?? {};
  if (response.ok && answer.access_token) return { access_token: answer.access_token };
  const reason = answer.error_description ?? answer.message ?? answer.error ?? 'no reason given';
  throw new UserError(`${issuer} gave no token (HTTP ${response.status}): ${reason}`);
}

async function post(url: URL, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch (error) {
    throw new UserError(`${url.origin} cannot be reached: check the address and the network.`, {
      cause: error,
    });
  }
}

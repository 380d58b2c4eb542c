import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 100;

/** Resolves to true as soon as the API greets, or to false once there is no point in waiting. */
export async function waitForApi(url: string, isOver: () => boolean): Promise<boolean> {
  while (!isOver()) {
    if (await greets(url)) return true;
    await sleep(INTERVAL_MS);
  }
  return false;
}

async function greets(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ hello }' }),
      signal: AbortSignal.timeout(2000),
    });
    const { data } = (await response.json()) as { data?: { hello?: unknown } };
    return typeof data?.hello === 'string';
  } catch {
    return false;
  }
}

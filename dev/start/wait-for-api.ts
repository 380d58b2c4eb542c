import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 100;
const DEADLINE_MS = 2000;
const SILENT = 'it does not answer';

/** What the API lacks; `silent` means that it does not answer at all. */
interface Problem {
  readonly kind: 'unready' | 'silent';
  readonly reason: string;
}

/** How the waiting ended. */
export type Outcome = { readonly kind: 'ready' } | { readonly kind: 'over' } | Problem;

export interface Patience {
  readonly noticeAfterMs: number;
  readonly giveUpAfterMs: number;
}

const PATIENCE: Patience = { noticeAfterMs: 10_000, giveUpAfterMs: 60_000 };
/** In watch mode an error at boot is shown by the API itself; the welcome comes after it is mended. */
export const UNTIL_MENDED: Patience = { noticeAfterMs: Infinity, giveUpAfterMs: Infinity };

/** Waits until the API is ready, says after a while what it waits for, and gives up in the end. */
export async function waitForApi(
  origin: string,
  isOver: () => boolean,
  { noticeAfterMs, giveUpAfterMs }: Patience = PATIENCE,
): Promise<Outcome> {
  const url = `${origin}/health/ready`;
  const startedAt = performance.now();
  let hasNotified = false;
  while (!isOver()) {
    const problem = await findProblem(url);
    if (!problem) return { kind: 'ready' };
    const waitedMs = performance.now() - startedAt;
    if (waitedMs > giveUpAfterMs) return problem;
    if (waitedMs > noticeAfterMs && !hasNotified) {
      hasNotified = true;
      console.log(`Waiting for ${url}: ${problem.reason} …`);
    }
    await sleep(INTERVAL_MS);
  }
  return { kind: 'over' };
}

async function findProblem(url: string): Promise<Problem | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DEADLINE_MS) });
    if (response.ok) return undefined;
    const body: unknown = await response.json().catch(() => undefined);
    const parts = [`HTTP ${response.status}`, ...lacksOf(body)];
    return { kind: 'unready', reason: parts.join(', ') };
  } catch {
    return { kind: 'silent', reason: SILENT };
  }
}

/** What each indicator of the readiness probe says that is down. */
function lacksOf(body: unknown): string[] {
  const { error } = Object(body) as { error?: unknown };
  return Object.entries(Object(error) as Record<string, unknown>).map(([name, indicator]) => {
    const { message } = Object(indicator) as { message?: unknown };
    return `${name}: ${typeof message === 'string' ? message : 'down'}`;
  });
}

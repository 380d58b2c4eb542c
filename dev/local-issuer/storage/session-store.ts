import type { Adapter } from 'oidc-provider';
import type { DataFolder } from './data-folder.js';

interface Entry {
  payload: Record<string, unknown>;
  expiresAt: number;
}

const FILE = 'sessions.json';
const SAVE_DELAY_MS = 100;

/** What oidc-provider must remember: login sessions, codes, refresh tokens and opaque tokens. */
export class SessionStore {
  private readonly entries: Map<string, Entry>;
  private pendingSave: NodeJS.Timeout | undefined;

  constructor(private readonly folder: DataFolder) {
    const stored = (folder.read(FILE) ?? {}) as Record<string, Entry>;
    this.entries = new Map(Object.entries(stored));
  }

  adapterFor(model: string): Adapter {
    const find = async (id: string) => this.get(`${model}:${id}`);
    return {
      upsert: async (id, payload, expiresIn) => this.set(`${model}:${id}`, payload, expiresIn),
      find,
      findByUid: async (uid) => this.search(model, 'uid', uid),
      findByUserCode: async (userCode) => this.search(model, 'userCode', userCode),
      consume: async (id) => this.consume(`${model}:${id}`),
      destroy: async (id) => this.delete([`${model}:${id}`]),
      revokeByGrantId: async (grantId) => this.revokeGrant(grantId),
    };
  }

  /** Writes what is still waiting to be written. */
  flush(): void {
    if (!this.pendingSave) return;
    clearTimeout(this.pendingSave);
    this.pendingSave = undefined;
    for (const [key, { expiresAt }] of this.entries) {
      if (expiresAt <= Date.now()) this.entries.delete(key);
    }
    this.folder.write(FILE, Object.fromEntries(this.entries));
  }

  private get(key: string): Record<string, unknown> | undefined {
    const entry = this.entries.get(key);
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  }

  private set(key: string, payload: Record<string, unknown>, expiresIn = 86_400): void {
    this.entries.set(key, { payload, expiresAt: Date.now() + expiresIn * 1000 });
    this.scheduleSave();
  }

  private search(model: string, field: string, value: string): Record<string, unknown> | undefined {
    for (const [key, { payload }] of this.entries) {
      if (key.startsWith(`${model}:`) && payload[field] === value) return this.get(key);
    }
    return undefined;
  }

  private consume(key: string): void {
    const payload = this.get(key);
    if (payload) payload['consumed'] = Math.floor(Date.now() / 1000);
    this.scheduleSave();
  }

  private revokeGrant(grantId: string): void {
    const revoked = [...this.entries].filter(([, { payload }]) => payload['grantId'] === grantId);
    this.delete(revoked.map(([key]) => key));
  }

  private delete(keys: readonly string[]): void {
    for (const key of keys) this.entries.delete(key);
    this.scheduleSave();
  }

  private scheduleSave(): void {
    this.pendingSave ??= setTimeout(() => this.flush(), SAVE_DELAY_MS).unref();
  }
}

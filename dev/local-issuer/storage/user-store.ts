import type { DataFolder } from './data-folder.js';
import type { DemoUser } from './demo-user.js';
import type { UserProfile } from './user-profile.js';

const FILE = 'users.json';

/** The tenant's users: who they are now, their passwords and their permissions. */
export class UserStore {
  private readonly users = new Map<string, DemoUser>();

  constructor(
    private readonly folder: DataFolder,
    users: readonly DemoUser[],
  ) {
    const stored = (folder.read(FILE) ?? {}) as Record<string, UserProfile>;
    for (const user of users) {
      const profile = stored[user.profile.user_id] ?? user.profile;
      this.users.set(profile.user_id, { ...user, profile });
    }
  }

  find(id: string): DemoUser | undefined {
    return this.users.get(id);
  }

  list(): readonly DemoUser[] {
    return [...this.users.values()];
  }

  authenticate(email: string, password: string): DemoUser | undefined {
    const address = email.trim().toLowerCase();
    return this.list().find((user) => user.profile.email === address && user.password === password);
  }

  recordLogin(id: string): void {
    const count = this.find(id)?.profile.logins_count ?? 0;
    const last_login = new Date().toISOString();
    this.change(id, { last_login, last_ip: '127.0.0.1', logins_count: count + 1 });
  }

  changeMetadata(id: string, user_metadata: Readonly<Record<string, unknown>>): void {
    this.change(id, { user_metadata, updated_at: new Date().toISOString() });
  }

  add(user: DemoUser): void {
    this.users.set(user.profile.user_id, user);
    this.save();
  }

  remove(id: string): void {
    this.users.delete(id);
    this.save();
  }

  private change(id: string, changes: Partial<UserProfile>): void {
    const user = this.users.get(id);
    if (user) this.add({ ...user, profile: { ...user.profile, ...changes } });
  }

  private save(): void {
    const profiles = this.list().map(({ profile }) => [profile.user_id, profile] as const);
    this.folder.write(FILE, Object.fromEntries(profiles));
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoUser } from '../../dev/local-issuer/storage/demo-user.js';
import { demoUsers } from '../../dev/demo-users.js';
import {
  startObservedIssuer,
  type ObservedIssuer,
} from './observed-issuer/start-observed-issuer.js';
import { TestIssuer } from './test-issuer.js';
import { use } from './use.js';

interface TenantOptions {
  readonly users?: readonly DemoUser[];
}

/** A `Tenant` for the tests of this file or `describe`. */
export function useTenant(options?: TenantOptions): Tenant {
  return use(() => Tenant.start(options));
}

/**
 * An Auth0 tenant with a custom domain: tokens come from a test issuer, for any user, and
 * profiles from the Management API of a local issuer, which counts requests and injects faults.
 */
export class Tenant {
  private constructor(
    readonly management: ObservedIssuer,
    readonly issuer: TestIssuer,
    private readonly folder: string,
  ) {}

  static async start({ users = demoUsers }: TenantOptions = {}): Promise<Tenant> {
    const folder = mkdtempSync(join(tmpdir(), 'tenant-'));
    const management = await startObservedIssuer({ dataFolder: folder, users });
    return new Tenant(management, await TestIssuer.start(), folder);
  }

  /** The environment of an API that trusts this tenant. */
  get env(): Record<string, string> {
    const { clientId, clientSecret } = this.management.managementApplication;
    return {
      AUTH0_DOMAIN: this.issuer.url,
      AUTH0_AUDIENCE: this.issuer.audience,
      AUTH0_MANAGEMENT_DOMAIN: this.management.issuer,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SECRET: clientSecret,
    };
  }

  /** A further custom domain of the tenant, whose tokens are signed with the tenant's keys. */
  startDomain(): Promise<TestIssuer> {
    const { keys, audience } = this.issuer;
    return TestIssuer.start({ keys, audience });
  }

  /** An access token of the user with that id. */
  token(sub: string, claims: Record<string, unknown> = {}): Promise<string> {
    return this.issuer.token({ claims: { sub, ...claims } });
  }

  /** Calls that reached the tenant since the last call of this method. */
  takeCounts(): { profiles: number; tokens: number } {
    const { requests } = this.management;
    const counts = {
      profiles: requests.of('managementApi').total,
      tokens: requests.of('token').total,
    };
    requests.reset();
    return counts;
  }

  async close(): Promise<void> {
    await Promise.all([this.management.close(), this.issuer.close()]);
    rmSync(this.folder, { recursive: true });
  }
}

/** Users like `auth0|user00001`, each with metadata of their own. */
export function createUsers(count: number): DemoUser[] {
  return Array.from({ length: count }, (_, index) => {
    const user_id = `auth0|user${String(index).padStart(5, '0')}`;
    return {
      password: 'secret',
      description: 'one of many',
      permissions: [],
      profile: {
        user_id,
        email: `user${index}@example.com`,
        email_verified: true,
        name: `User ${index}`,
        picture: 'https://example.com/picture.png',
        created_at: '2026-01-12T09:30:00.000Z',
        updated_at: '2026-01-12T09:30:00.000Z',
        identities: [],
        user_metadata: { owner: user_id, counter: 0 },
      },
    } as unknown as DemoUser;
  });
}

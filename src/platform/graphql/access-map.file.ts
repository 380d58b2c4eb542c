import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Access } from '../auth/access/access.js';
import type { RequiredAuthentication } from '../auth/access/require-authentication.decorator.js';
import { Settings } from '../config/settings.js';
import { AccessMap } from './access-map.js';

/** At the top level of the project, from `src/platform/graphql` as from `dist/platform/graphql`. */
const FILE = fileURLToPath(new URL('../../../access-map.md', import.meta.url));

const HEAD = `# Access map

Who may call each query, mutation, subscription and resolver of a field. \`npm start\` writes this file and
a test fails when it is stale, so a review shows every change of access.

| field | who may call it |
| ----- | --------------- |
`;

/** Writes the access map beside `schema.gql`, in development alone. */
@Injectable()
export class AccessMapFile implements OnApplicationBootstrap {
  constructor(
    private readonly map: AccessMap,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.settings.environment !== 'development') return;
    const text = this.render();
    if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) writeFileSync(FILE, text);
  }

  render(): string {
    const lines = [...this.map.read()].map(
      ([field, access]) => `| \`${field}\` | ${describeAccess(access)} |\n`,
    );
    return HEAD + lines.join('');
  }
}

function describeAccess(access: Access): string {
  const { isPublic, isForUsers, permissions, authentication } = access;
  if (isPublic) return '**public**';
  const token = isForUsers ? "a user's access token" : 'any access token';
  const names = permissions.map((permission) => `\`${permission}\``).join(' and ');
  const logins = authentication.map((required) => `, ${describeLogin(required)}`).join('');
  return `${names === '' ? token : `${token} with ${names}`}${logins}`;
}

function describeLogin({ acr, maxAgeSeconds }: RequiredAuthentication): string {
  const how = acr === undefined ? '' : ` with \`${[acr].flat().join('` or `')}\``;
  const when = maxAgeSeconds === undefined ? '' : ` at most ${maxAgeSeconds} s ago`;
  return `after a login${how}${when}`;
}

import { describe, expect, it } from '@jest/globals';
import { ForbiddenException, Module } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { CurrentCaller, Permissions, type Caller } from '../../../src/platform/auth/index.js';
import { UuidArg } from '../../../src/platform/graphql/index.js';
import { useFeature } from '../../support/feature.js';

const UUID = '3f8a1f0e-5b1c-4a52-9c53-0d5f1f1f9a11';

/** Injects `Permissions` without an import of `AuthModule`. */
@Resolver()
class BooksResolver {
  constructor(private readonly permissions: Permissions) {}

  @Query(() => String, { description: 'For the test.' })
  byId(@UuidArg('id', 'For the test.') id: string): string {
    return id;
  }

  @Query(() => String, { description: 'For the test.' })
  async diary(
    @Args('owner', { type: () => String, description: 'For the test.' }) owner: string,
    @CurrentCaller() caller: Caller,
  ): Promise<string> {
    const isOwner = caller.subject === owner;
    if (await this.permissions.isOwnerOrGranted(caller, isOwner, ['read:diaries'])) return 'read';
    throw new ForbiddenException();
  }
}

@Module({ providers: [BooksResolver] })
class BooksModule {}

const books = useFeature(BooksModule);

describe('an argument that is a UUID', () => {
  it.each([UUID, UUID.toUpperCase()])('may be %s', async (id) => {
    const { body } = await (
      await books.as('ada')
    ).query('query ($id: ID!) { byId(id: $id) }', { id });
    expect(body).toEqual({ data: { byId: id } });
  });

  it.each([
    '',
    '1',
    `${UUID}0`,
    `{${UUID}}`,
    UUID.replaceAll('-', ''),
    `${UUID}\u0000`,
    'é'.repeat(36),
  ])('cannot be %p', async (id) => {
    const query = 'query ($id: ID!) { byId(id: $id) }';
    const { status, body } = await (await books.as('ada')).query(query, { id });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      expect.objectContaining({
        message: 'id must be a UUID.',
        extensions: { code: 'BAD_USER_INPUT' },
      }),
    ]);
  });
});

describe('what belongs to somebody', () => {
  const DIARY = '{ diary(owner: "auth0|ada") }';

  it('is open to its owner and to callers with the permission', async () => {
    const ada = await books.as('ada');
    const librarian = await books.as('ben', ['read:diaries']);
    for (const one of [ada, librarian]) {
      expect((await one.query(DIARY)).body).toEqual({ data: { diary: 'read' } });
    }
  });

  it('is closed to others', async () => {
    expect((await (await books.as('ben', ['read:books'])).query(DIARY)).status).toBe(403);
    expect((await books.anonymous.query(DIARY)).status).toBe(401);
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Body,
  Controller,
  Module,
  Post,
  UsePipes,
  ValidationPipe,
} from '@nestjs/common';
import { Args, ArgsType, Field, InputType, Query, Resolver } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsString, Length, MinLength, ValidateNested } from 'class-validator';
import { Public } from '../../src/platform/auth/index.js';
import { PageArgs } from '../../src/platform/graphql/index.js';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { SignUpModule } from './src/signup/sign-up.module.js';

/** As Nest's documentation has it. */
const findings = new ValidationPipe({
  exceptionFactory: (errors) => new BadRequestException(errors),
});
const texts = new ValidationPipe();

@InputType()
class Street {
  @MinLength(3)
  @Field(() => String)
  street!: string;
}

@InputType()
class Person {
  @Length(2, 40)
  @Field(() => String)
  name!: string;

  @ValidateNested({ each: true })
  @Type(() => Street)
  @Field(() => [Street])
  addresses!: Street[];
}

@ArgsType()
class ShelfArgs extends PageArgs {
  @IsString()
  @Field(() => String, { defaultValue: 'top' })
  shelf!: string;
}

class Book {
  @MinLength(3)
  title!: string;
}

@Public()
@Resolver()
class ShelfResolver {
  @Query(() => String)
  shelf(@Args() args: ShelfArgs): string {
    return JSON.stringify({ ...args });
  }

  @Query(() => String)
  page(@Args() args: PageArgs): string {
    return JSON.stringify({ ...args });
  }

  @UsePipes(findings)
  @Query(() => String)
  find(@Args('person') { name }: Person): string {
    return name;
  }

  @UsePipes(texts)
  @Query(() => String)
  list(@Args('person') { name }: Person): string {
    return name;
  }
}

@Public()
@Controller('books')
class BooksController {
  @Post()
  add(@Body() { title }: Book): { title: string } {
    return { title };
  }
}

@Module({ imports: [SignUpModule], controllers: [BooksController], providers: [ShelfResolver] })
class ShelfModule {}

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [ShelfModule] });
const signUp = (input: object) =>
  api.anonymous.query('mutation ($input: SignUpInput!) { signUp(input: $input) }', { input });

describe("class-validator with Nest's ValidationPipe", () => {
  it('gives a form the fields that failed, with a readable text', async () => {
    const { status, body } = await signUp({ email: 'no address', name: 'A' });
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      message: 'email must be an email; name must be longer than or equal to 2 characters',
      extensions: {
        code: 'BAD_USER_INPUT',
        fields: [
          { path: 'email', message: 'email must be an email' },
          { path: 'name', message: 'name must be longer than or equal to 2 characters' },
        ],
      },
    });
  });

  it('lets valid input pass', async () => {
    const { body } = await signUp({ email: 'ada@example.com', name: 'Ada' });
    expect(body).toEqual({ data: { signUp: 'Ada' } });
  });

  it.each([
    ['page', { first: 20 }],
    ['page(first: 3, after: "x")', { first: 3, after: 'x' }],
    ['shelf(first: 3)', { shelf: 'top', first: 3 }],
  ])('with whitelist and forbidNonWhitelisted keeps every argument of %s', async (field, args) => {
    const { body } = await api.anonymous.query(`{ it: ${field} }`);
    expect(body.errors).toBeUndefined();
    expect(JSON.parse(body.data.it as string)).toEqual(args);
  });

  it('answers the list of objects of an exceptionFactory as text and as data, without values', async () => {
    const person = '{ name: "secret", addresses: [{ street: "long" }, { street: "x" }] }';
    const { status, body } = await api.anonymous.query(`{ find(person: ${person}) }`);
    const message = 'addresses.1.street must be longer than or equal to 3 characters';
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({
      message,
      extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'addresses.1.street', message }] },
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('answers a list of texts as one text', async () => {
    const { body } = await api.anonymous.query('{ list(person: { name: "x", addresses: [] }) }');
    expect(body.errors?.[0]?.message).toBe('name must be longer than or equal to 2 characters');
  });

  it('gives the failed fields of a route in its JSON, and refuses what a class does not declare', async () => {
    const send = (body: object) =>
      fetch(new URL('/books', api.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const short = await send({ title: 'x' });
    expect([short.status, await short.json()]).toEqual([
      400,
      expect.objectContaining({
        statusCode: 400,
        fields: [{ path: 'title', message: 'title must be longer than or equal to 3 characters' }],
      }),
    ]);
    expect((await send({ title: 'long', isAdmin: true })).status).toBe(400);
    expect((await send({ title: 'long' })).status).toBe(201);
  });

  it('masks a defect and refuses a caller without a token as before', async () => {
    expect((await api.anonymous.query('{ guarded }')).status).toBe(401);
  });
});

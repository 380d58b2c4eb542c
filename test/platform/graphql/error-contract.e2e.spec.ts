import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  BadGatewayException,
  BadRequestException,
  ConflictException,
  Catch,
  Controller,
  ForbiddenException,
  Get,
  GatewayTimeoutException,
  Header,
  HttpException,
  InternalServerErrorException,
  Logger,
  Module,
  NotFoundException,
  NotImplementedException,
  Param,
  Post,
  ServiceUnavailableException,
  UnauthorizedException,
  UnprocessableEntityException,
  type ArgumentsHost,
  type ExceptionFilter,
  type LoggerService,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import createError from '@fastify/error';
import type { FastifyReply } from 'fastify';
import {
  Args,
  createUnionType,
  Field,
  Info,
  Int,
  ObjectType,
  Query,
  Resolver,
} from '@nestjs/graphql';
import { buildSchema, graphqlSync, GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { Public } from '../../../src/platform/auth/access/public.decorator.js';
import { RequirePermissions } from '../../../src/platform/auth/access/require-permissions.decorator.js';
import { HttpErrorFilter } from '../../../src/platform/http/index.js';
import { ApiException } from '../../../src/platform/http/api.exception.js';
import { UnauthenticatedException } from '../../../src/platform/auth/refusals/unauthenticated.exception.js';
import { UnavailableException } from '../../../src/platform/upstream/unavailable.exception.js';
import { useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

const CONFIDENTIAL = 'client_secret=hunter2 at /srv/app/src/db.ts';

/** What a resolver may throw, by name. */
const THROWN: Record<string, () => unknown> = {
  defect: () => new TypeError(CONFIDENTIAL),
  text: () => CONFIDENTIAL,
  nothing: () => undefined,
  upstream: () =>
    Object.assign(new Error(CONFIDENTIAL), {
      extensions: { code: 'BAD_USER_INPUT', token: CONFIDENTIAL },
      response: { statusCode: 400, body: CONFIDENTIAL },
      statusCode: 403,
      status: 403,
    }),
  upstreamGraphql: () =>
    new GraphQLError(CONFIDENTIAL, {
      extensions: { code: 'FORBIDDEN', request: { headers: CONFIDENTIAL }, http: { status: 418 } },
    }),
  http500: () => new InternalServerErrorException(CONFIDENTIAL),
  http400: () => new BadRequestException('Mind the gap.'),
  http400list: () => new BadRequestException(['One thing.', 'Another.']),
  http401: () => new UnauthorizedException('Sign in again.'),
  http403: () => new ForbiddenException('Not you.'),
  http404: () => new NotFoundException('Not at home.'),
  http409: () => new ConflictException('Too late.'),
  http422: () => new UnprocessableEntityException('Hard to swallow.'),
  http460: () => new HttpException('Closed early.', 460),
  http501: () => new NotImplementedException(CONFIDENTIAL),
  http502: () => new BadGatewayException(CONFIDENTIAL),
  http503: () => new ServiceUnavailableException(CONFIDENTIAL),
  http504: () => new GatewayTimeoutException(CONFIDENTIAL),
  http507: () => new HttpException(CONFIDENTIAL, 507),
  http599: () => new HttpException(CONFIDENTIAL, 599),
  teapot: () => new HttpException({ message: 'Short.', secret: CONFIDENTIAL }, 418),
  unavailable: () => new UnavailableException('Later.', 17, new Error(CONFIDENTIAL)),
  expired: () => UnauthenticatedException.because('token_expired'),
  shipped: () =>
    new ApiException({
      status: 409,
      code: 'ORDER_ALREADY_SHIPPED',
      message: 'Ask for a return.',
      reason: 'left_the_house',
      headers: { 'retry-after': '3' },
      cause: new Error(CONFIDENTIAL),
    }),
  unconfigured: () => new ApiException({ status: 501, code: 'NOT_CONFIGURED', message: 'Off.' }),
};

@Public()
@Resolver()
class FailingResolver {
  @Query(() => String, { description: 'Fails.' })
  fail(@Args('as', { type: () => String, description: 'How.' }) how: string): string {
    throw THROWN[how]?.();
  }

  @Query(() => String, { nullable: true, description: 'Fails, and null stands in.' })
  failSoftly(@Args('as', { type: () => String, description: 'How.' }) how: string): string {
    throw THROWN[how]?.();
  }

  @Query(() => Int, { description: 'Answers with what its type forbids.' })
  lie(): unknown {
    return CONFIDENTIAL;
  }

  @Query(() => String, { description: 'Answers with null although it may not.' })
  void(): unknown {
    return null;
  }
}

@ObjectType()
class Cat {
  @Field(() => Int, { nullable: true })
  lives?: number;
}

const Pet = createUnionType({
  name: 'Pet',
  types: () => [Cat] as const,
  resolveType: () => 'Dragon',
});

/** Errors that look like those of graphql-js. */
@Public()
@Resolver()
class ImitatingResolver {
  @Query(() => Pet, { description: 'Of a type that does not exist.' })
  pet(): Cat {
    return new Cat();
  }

  @Query(() => String, { description: 'Fails with the place of the field.' })
  atField(@Info() { fieldNodes }: GraphQLResolveInfo): string {
    throw new GraphQLError(CONFIDENTIAL, { nodes: fieldNodes });
  }

  @Query(() => String, { description: 'Fails with the place of its argument.' })
  atArgument(
    @Args('as', { type: () => String, description: 'Any.' }) _: string,
    @Info() { fieldNodes: [node] }: GraphQLResolveInfo,
  ): string {
    throw new GraphQLError(CONFIDENTIAL, { nodes: node?.arguments?.[0]?.value ?? null });
  }

  @Query(() => String, { description: 'Fails with what another schema refuses.' })
  atOtherSchema(): string {
    const schema = buildSchema('type Query { secret(as: Int!): String }');
    const source = 'query ($hunter2: Int!) { secret(as: $hunter2) }';
    throw graphqlSync({ schema, source, variableValues: { hunter2: 'x' } }).errors?.[0];
  }

  @Query(() => Int, { description: 'Counts words.' })
  count(@Args('words', { type: () => [String], description: 'Any.' }) words: string[]): number {
    return words.length;
  }

  @Query(() => Cat, { description: 'Has a field.' })
  cat(): Cat {
    return new Cat();
  }

  @Query(() => GraphQLJSON, { description: 'Cannot be written as JSON.' })
  unwritable(): unknown {
    return { big: 1n };
  }
}

@Resolver()
class GuardedResolver {
  @RequirePermissions('say "hi"', 'back\\slash')
  @Query(() => String, { description: 'Needs permissions that are hard to quote.' })
  quoted(): string {
    return '';
  }
}

/** As @fastify/multipart makes its own. */
const TooLargeError = createError('FST_REQ_FILE_TOO_LARGE', 'The file is too large.', 413);

class NoSuchOrderError extends Error {}

@Catch(NoSuchOrderError)
class DomainFilter implements ExceptionFilter {
  catch({ message }: NoSuchOrderError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(404).send({ order: message });
  }
}

const reported: unknown[] = [];

/** The usual set-up of an error reporter. */
@Catch()
class ReportingFilter extends HttpErrorFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    reported.push(exception);
    super.catch(exception, host);
  }
}

@Module({ providers: [{ provide: APP_FILTER, useClass: DomainFilter }] })
class DomainModule {}

@Public()
@Controller('plain')
class FailingController {
  @Get('defect')
  defect(): never {
    throw new TypeError(CONFIDENTIAL);
  }

  @Get('as/:how')
  fail(@Param('how') how: string): never {
    throw THROWN[how]?.();
  }

  @Post('body')
  body(): string {
    return '';
  }

  @Get('text')
  text(): never {
    throw new HttpException('Slow down.', 429);
  }

  @Get('csv')
  @Header('content-type', 'text/csv')
  csv(): never {
    throw new NotFoundException('No such list.');
  }

  @Get('fastify')
  fastify(): never {
    throw new TooLargeError();
  }

  @Get('exposed')
  exposed(): never {
    throw Object.assign(new Error('Not that one.'), { expose: true, status: 403, statusCode: 403 });
  }

  @Get('late')
  late(): Promise<never> {
    return new Promise(() => undefined);
  }

  @Get('domain')
  domain(): never {
    throw new NoSuchOrderError('17');
  }

  @Get('unavailable')
  unavailable(): never {
    throw new UnavailableException('Later.', 17);
  }

  @Get('shipped')
  shipped(): never {
    throw THROWN['shipped']?.();
  }
}

const logged: { level: string; message: string; rest: string[] }[] = [];
const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: [FailingResolver, GuardedResolver, ImitatingResolver],
  controllers: [FailingController],
  limits: { answerMs: 1_500 },
});

beforeEach(() => {
  // An API that starts sets its own.
  Logger.overrideLogger(createRecorder());
  logged.splice(0);
});

describe.each(['application/json', 'application/graphql-response+json'])('as %s', (accept) => {
  const ask = (query: string, variables?: Record<string, unknown>) =>
    api.anonymous.with({ accept }).query(query, variables);

  const failures: [string, number, string, string, Record<string, string>?, string?][] = [
    ['defect', 500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
    ['text', 500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
    ['nothing', 500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
    ['upstream', 500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
    ['upstreamGraphql', 500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
    ['http500', 500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
    ['http400', 400, 'BAD_USER_INPUT', 'Mind the gap.'],
    ['http400list', 400, 'BAD_USER_INPUT', 'One thing.; Another.'],
    [
      'http401',
      401,
      'UNAUTHENTICATED',
      'Sign in again.',
      { 'www-authenticate': 'Bearer error="invalid_token"' },
    ],
    ['http403', 403, 'FORBIDDEN', 'Not you.'],
    ['http404', 404, 'NOT_FOUND', 'Not at home.'],
    ['http409', 409, 'CONFLICT', 'Too late.'],
    ['http422', 400, 'BAD_USER_INPUT', 'Hard to swallow.'],
    ['http460', 460, 'HTTP_460', 'Closed early.'],
    ['http501', 501, 'NOT_IMPLEMENTED', 'Not Implemented'],
    ['http502', 503, 'SERVICE_UNAVAILABLE', 'Service Unavailable', { 'retry-after': '5' }],
    ['http503', 503, 'SERVICE_UNAVAILABLE', 'Service Unavailable', { 'retry-after': '5' }],
    ['http504', 503, 'SERVICE_UNAVAILABLE', 'Service Unavailable', { 'retry-after': '5' }],
    ['http507', 507, 'INSUFFICIENT_STORAGE', 'Insufficient Storage'],
    ['http599', 599, 'HTTP_599', 'Internal server error'],
    ['teapot', 418, 'I_AM_A_TEAPOT', 'Short.'],
    ['unavailable', 503, 'SERVICE_UNAVAILABLE', 'Later.', { 'retry-after': '17' }],
    [
      'expired',
      401,
      'UNAUTHENTICATED',
      'Unauthorized',
      {
        'www-authenticate':
          'Bearer error="invalid_token", error_description="The access token expired"',
      },
      'token_expired',
    ],
    [
      'shipped',
      409,
      'ORDER_ALREADY_SHIPPED',
      'Ask for a return.',
      { 'retry-after': '3' },
      'left_the_house',
    ],
    ['unconfigured', 501, 'NOT_CONFIGURED', 'Off.'],
  ];

  it.each(failures)('%s is %d %s', async (how, status, code, message, headers = {}, reason) => {
    const answer = await ask(`{ fail(as: "${how}") }`);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
    expect(answer.headers.get('www-authenticate')).toBe(headers['www-authenticate'] ?? null);
    expect(answer.headers.get('retry-after')).toBe(headers['retry-after'] ?? null);
    expect(answer.body).toEqual({
      errors: [
        {
          message,
          locations: [{ line: 1, column: 3 }],
          path: ['fail'],
          extensions: { code, ...(reason ? { reason } : {}) },
        },
      ],
    });
  });

  it.each(['lie', 'void'])('%s is a defect', async (field) => {
    const { status, body } = await ask(`{ ${field} }`);
    expect(status).toBe(500);
    expect(body).toEqual({
      errors: [
        {
          message: 'Internal server error',
          locations: [{ line: 1, column: 3 }],
          path: [field],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
  });

  it.each(['pet { __typename }', 'atField', 'atArgument(as: "x")', 'atOtherSchema'])(
    '%s is a defect, though its error looks like one of graphql-js',
    async (field) => {
      for (let count = 0; count < 2; count += 1) {
        const { status, body } = await ask(`{ ${field} }`);
        expect(status).toBe(500);
        expect(body.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
          { message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
        ]);
        expect(logged.filter(isLoud).map(({ level }) => level)).toEqual(['error']);
        logged.splice(0);
      }
    },
  );

  it.each([
    ['503 over 401', 'unavailable', 'expired', 503],
    ['503 over 501', 'unavailable', 'unconfigured', 503],
    ['501 over 401', 'unconfigured', 'expired', 501],
    ['401 over 403', 'expired', 'http403', 401],
    ['403 over 404', 'http403', 'http404', 403],
    ['404 over 400', 'http404', 'http400', 404],
    ['400 over 409', 'http400', 'http409', 400],
    ['500 over 503', 'defect', 'unavailable', 500],
  ])('%s, in either order', async (_, graver, milder, status) => {
    for (const [one, two] of [
      [graver, milder],
      [milder, graver],
    ]) {
      const answer = await ask(`{ a: failSoftly(as: "${one}") b: fail(as: "${two}") }`);
      expect(answer.status).toBe(status);
      expect('data' in answer.body).toBe(false);
      expect(answer.headers.has('retry-after')).toBe(status === 503);
      expect(answer.headers.has('www-authenticate')).toBe(status === 401);
    }
  });

  it('200 for an answer with data and errors', async () => {
    const { status, headers, body } = await ask('{ open failSoftly(as: "expired") }');
    expect(status).toBe(200);
    expect(headers.has('www-authenticate')).toBe(false);
    expect(body).toMatchObject({
      data: { open: 'open', failSoftly: null },
      errors: [{ message: 'Unauthorized', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('401 for public and protected fields together', async () => {
    const { status, headers, body } = await ask('{ open guarded }');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual({
      errors: [
        {
          message: 'Unauthorized',
          locations: [{ line: 1, column: 8 }],
          path: ['guarded'],
          extensions: {
            code: 'UNAUTHENTICATED',
            reason: 'token_missing',
            hint: expect.any(String),
          },
        },
      ],
    });
  });

  const badArguments: [string, string, Record<string, unknown>][] = [
    ['a literal of the wrong type', '{ fail(as: 1) }', {}],
    ['an argument left out', '{ fail }', {}],
    ['an unknown argument', '{ open(x: 1) }', {}],
    ['a variable of the wrong type', 'query ($as: String!) { fail(as: $as) }', { as: 1 }],
    ['a variable left out', 'query ($as: String!) { fail(as: $as) }', {}],
    ['null through a default', 'query ($as: String = "x") { fail(as: $as) }', { as: null }],
    [
      'null for a directive',
      'query ($if: Boolean = true) { open @include(if: $if) }',
      { if: null },
    ],
  ];

  it.each(badArguments)('%s is 400', async (_, query, variables) => {
    const { status, body } = await ask(query, variables);
    expect(status).toBe(400);
    expect('data' in body).toBe(false);
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(
      body.errors?.[0]?.extensions.code,
    );
    expect(logged.filter(isLoud)).toEqual([]);
  });

  it('an argument of a nested field is 400 as well', async () => {
    for (let count = 0; count < 2; count += 1) {
      const query = 'query ($if: Boolean = true) { cat { lives @skip(if: $if) } }';
      const { status, body } = await ask(query, { if: null });
      expect([status, body.errors?.[0]]).toMatchObject([
        400,
        { message: expect.stringContaining('"if"'), extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
    expect(logged.filter(isLoud)).toEqual([]);
  });

  it('more wrong variables than an answer holds are 400', async () => {
    const wrong = Array.from({ length: 60 }, () => 1);
    const { status, body } = await ask('query ($words: [String!]!) { count(words: $words) }', {
      words: wrong,
    });
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(10);
    expect(new Set(body.errors?.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['BAD_USER_INPUT']),
    );
    expect(body.errors?.at(-1)?.message).toMatch(/^Too many errors/);
    expect(logged.filter(isLoud)).toEqual([]);
  });

  it('an answer that cannot be written is 500, with the end that every answer has', async () => {
    for (let count = 0; count < 2; count += 1) {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { accept, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ unwritable }' }),
      });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        500,
        `${accept}; charset=utf-8`,
      ]);
      expect(await response.text()).toBe(
        '{"errors":[{"message":"Internal server error","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}\n',
      );
    }
  });

  it('quotes the permissions in WWW-Authenticate', async () => {
    const { status, headers, body } = await api
      .as(await issuer.token())
      .with({ accept })
      .query('{ quoted }');
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="say \\"hi\\" back\\\\slash"',
    );
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('what is logged', () => {
  it('of a defect: its stack, once, with the id of the request', async () => {
    await api.anonymous.query('{ fail(as: "defect") }');
    const loud = logged.filter(isLoud);
    expect(loud).toHaveLength(1);
    expect(loud[0]).toMatchObject({
      level: 'error',
      message: expect.stringMatching(/^Defect in request \S+$/),
      rest: [expect.stringContaining(`TypeError: ${CONFIDENTIAL}\n    at `), 'GraphQL'],
    });
  });

  it('of a defect on a plain route: its stack, of which the client sees nothing', async () => {
    const response = await fetch(new URL('/plain/defect', api.url));
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
    expect(logged.filter(isLoud).map(({ level }) => level)).toEqual(['error']);
  });

  it('of a 5xx whose text is masked: that text, with its stack', async () => {
    await api.anonymous.query('{ fail(as: "http502") }');
    await fetch(new URL('/plain/as/http502', api.url));
    const stack = expect.stringContaining(`BadGatewayException: ${CONFIDENTIAL}\n    at `);
    expect(logged.filter(isLoud)).toMatchObject([
      { level: 'warn', rest: [stack, 'GraphQL'] },
      { level: 'warn', rest: [stack, 'HTTP'] },
    ]);
  });

  it.each(['http400', 'http401', 'http403', 'http404', 'http409', 'unavailable', 'expired'])(
    'of %s: no warning and no error',
    async (how) => {
      await api.anonymous.query(`{ fail(as: "${how}") }`);
      expect(logged.filter(isLoud)).toEqual([]);
    },
  );

  it('of a refused request: no warning and no error', async () => {
    await api.anonymous.query('{ nowhere }');
    await api.anonymous.query('{');
    await fetch(api.url, { method: 'PUT' });
    await fetch(new URL('/nowhere', api.url));
    expect(logged.filter(isLoud)).toEqual([]);
  });
});

describe('a plain route', () => {
  it('answers with the code and the headers of an ApiException', async () => {
    const response = await fetch(new URL('/plain/shipped', api.url));
    expect([response.status, response.headers.get('retry-after')]).toEqual([409, '3']);
    expect(await response.json()).toEqual({
      statusCode: 409,
      error: 'Conflict',
      message: 'Ask for a return.',
      code: 'ORDER_ALREADY_SHIPPED',
    });
  });

  it.each([
    ['text', 429, { message: 'Slow down.', error: 'Too Many Requests' }],
    ['csv', 404, { message: 'No such list.', error: 'Not Found' }],
    ['fastify', 413, { message: 'The file is too large.', error: 'Payload Too Large' }],
    ['exposed', 403, { message: 'Not that one.', error: 'Forbidden' }],
    ['as/http422', 422, { message: 'Hard to swallow.', error: 'Unprocessable Entity' }],
    ['as/http460', 460, { message: 'Closed early.' }],
    ['as/upstream', 500, { message: 'Internal server error' }],
    ['late', 503, { message: 'The request took longer than 2 s.', error: 'Service Unavailable' }],
  ])('answers %s with %d and JSON', async (path, statusCode, body) => {
    const response = await fetch(new URL(`/plain/${path}`, api.url));
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect([response.status, await response.json()]).toEqual([statusCode, { statusCode, ...body }]);
  });

  it.each([
    ['POST', 'application/json', '{', 400],
    ['POST', 'text/plain', 'x', 415],
    ['POST', 'application/json', `"${'x'.repeat(200_000)}"`, 413],
  ])('answers %s of %s with JSON', async (method, type, body, statusCode) => {
    const response = await fetch(new URL('/plain/body', api.url), {
      method,
      headers: { 'content-type': type },
      body,
    });
    expect([response.status, await response.json()]).toMatchObject([statusCode, { statusCode }]);
  });

  it.each([
    ['http500', 500, 'Internal server error'],
    ['http501', 501, 'Not Implemented'],
    ['http502', 503, 'Service Unavailable'],
    ['http507', 507, 'Insufficient Storage'],
  ])('masks the text of %s', async (how, statusCode, message) => {
    const response = await fetch(new URL(`/plain/as/${how}`, api.url));
    expect([response.status, await response.json()]).toEqual([statusCode, { statusCode, message }]);
  });

  it('that is unavailable answers with Retry-After', async () => {
    const response = await fetch(new URL('/plain/unavailable', api.url));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '17']);
  });
});

describe('filters of features', () => {
  const own = useApi({
    imports: [DomainModule],
    providers: [{ provide: APP_FILTER, useClass: ReportingFilter }, FailingResolver],
    controllers: [FailingController],
  });

  it('run before the one of the platform', async () => {
    const response = await fetch(new URL('/plain/domain', own.url));
    expect([response.status, await response.json()]).toEqual([404, { order: '17' }]);
  });

  it('report what the platform answers', async () => {
    reported.splice(0);
    const { status, body } = await own.anonymous.query('{ fail(as: "defect") }');
    expect([status, body.errors?.[0]?.message]).toEqual([500, 'Internal server error']);
    const response = await fetch(new URL('/plain/defect', own.url));
    expect(await response.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
    expect(reported).toEqual([expect.any(TypeError), expect.any(TypeError)]);
  });
});

describe('an ApiException', () => {
  it.each([200, 399, 500, 600, 404.5, NaN])('cannot have the status %d', (status) => {
    expect(() => new ApiException({ status, code: 'A', message: '' })).toThrow(RangeError);
  });

  it.each(['', 'lower', 'WITH SPACE', 'TRAILING_', '1ST'])('cannot have the code "%s"', (code) => {
    expect(() => new ApiException({ status: 409, code, message: '' })).toThrow(RangeError);
  });
});

/** Refusals are logged at debug, requests at info. */
function isLoud({ level }: { level: string }): boolean {
  return ['warn', 'error', 'fatal'].includes(level);
}

function createRecorder(): LoggerService {
  const at =
    (level: string) =>
    (message: unknown, ...rest: unknown[]) =>
      void logged.push({ level, message: String(message), rest: rest.map(String) });
  return {
    log: at('info'),
    error: at('error'),
    warn: at('warn'),
    debug: at('debug'),
    verbose: at('verbose'),
    fatal: at('fatal'),
  };
}

import { describe, expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';
import { measureBlocking } from '../../support/blocking.js';
import { useIssuer } from '../../support/test-issuer.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer });

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');
const nested = (depth: number, open: string, close = '}') =>
  `{ ${open.repeat(depth)} __typename ${close.repeat(depth)} }`;

describe('a query within the limits is answered', () => {
  it.each([
    ['30 aliases', `{ ${times(30, (index) => `a${index}: open`)} }`],
    ['30 root fields', `{ ${times(30, () => 'open')} }`],
    ['5 root fields of a mutation', `mutation { ${times(5, () => '__typename')} }`],
    ['50 directives', `{ ${times(25, () => 'open @skip(if: false) @include(if: true)')} }`],
    ['depth 10', nested(9, '... { ')],
    ['depth 10 through a fragment', `{ ...F } fragment F on Query ${nested(8, '... { ')}`],
    ['1,000 tokens', `{ ${times(30, () => 'open')} } # ${'x '.repeat(5_000)}`],
  ])('%s', async (_, query) => {
    const { status, body } = await api.anonymous.query(query);
    expect(body).toEqual({ data: expect.anything() });
    expect(status).toBe(200);
  });
});

describe('a query beyond a limit is refused', () => {
  it.each([
    [
      '31 aliases',
      `{ ${times(31, (index) => `a${index}: open`)} }`,
      'Aliases limit of 30 exceeded, found 31.',
    ],
    [
      '31 aliases in fragments',
      `{ ${times(31, () => '...F')} } fragment F on Query { a: open }`,
      'Aliases limit of 30 exceeded, found 31.',
    ],
    [
      '31 root fields',
      `{ ${times(31, () => 'open')} }`,
      'Root fields limit of 30 exceeded, found 31.',
    ],
    [
      '31 root fields through a fragment',
      `{ ...F open } fragment F on Query { ${times(30, () => 'open')} }`,
      'Root fields limit of 30 exceeded, found 31.',
    ],
    [
      '31 root fields inline',
      `{ ... { ${times(16, () => 'open')} } ... { ${times(15, () => 'open')} } }`,
      'Root fields limit of 30 exceeded, found 31.',
    ],
    [
      '6 root fields of a mutation',
      `mutation { ${times(6, (index) => `a${index}: __typename`)} }`,
      'Root fields limit of 5 exceeded, found 6.',
    ],
    [
      '6 root fields of a mutation through fragments',
      `mutation { ...F ... { ...G } } fragment F on Mutation { ${times(3, () => '__typename')} } fragment G on Mutation { ${times(3, () => '__typename')} }`,
      'Root fields limit of 5 exceeded, found 6.',
    ],
    [
      '51 directives',
      `{ open ${times(51, () => '@skip(if: false)')} }`,
      'Directives limit of 50 exceeded, found 51.',
    ],
    [
      '51 directives in fragments',
      `{ ${times(17, () => '...F')} } fragment F on Query { open @skip(if: false) ${times(2, () => '@include(if: true)')} }`,
      'Directives limit of 50 exceeded, found 51.',
    ],
    ['depth 11', nested(10, '... { '), 'Query depth limit of 10 exceeded, found 11.'],
    [
      'depth 11 through a fragment',
      `{ ...F } fragment F on Query ${nested(9, '... { ')}`,
      'Query depth limit of 10 exceeded, found 11.',
    ],
    [
      'a variable in 11 places of an object',
      `query ($v: Boolean) { open(a: { ${times(11, (index) => `k${index}: $v`)} }) }`,
      'Repeated variables limit of 10 exceeded, found 11.',
    ],
    [
      'a variable in 11 places of lists in several fields',
      `query ($v: Boolean) { ${times(11, () => 'open(a: [$v])')} }`,
      'Repeated variables limit of 10 exceeded, found 11.',
    ],
    [
      '1,001 tokens',
      `{ ${times(999, () => 'open')} }`,
      'Syntax Error: Document contains more that 1000 tokens. Parsing aborted.',
    ],
  ])('%s', async (_, query, message) => {
    const { status, body } = await api.anonymous.query(query);
    expect(status).toBe(400);
    expect('data' in body).toBe(false);
    expect(body.errors?.map((error) => error.message)).toContain(message);
    expect(body.errors?.[0]?.extensions.code).toMatch(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/);
  });

  it('a second operation is limited, too', async () => {
    const query = `query A { open } query B { ${times(31, () => 'open')} }`;
    expect((await api.anonymous.query(query)).status).toBe(400);
  });
});

describe('a nasty document', () => {
  const chain = (count: number, body: (next: string) => string) =>
    `{ ...F0 } ${times(count, (index) => `fragment F${index} on Query { ${body(`F${index + 1}`)} }`)} fragment F${count} on Query { open }`;
  const documents: [string, string][] = [
    ['20,000 braces', '{'.repeat(20_000)],
    ['300 levels', nested(300, '... { ')],
    ['300 levels of a field', nested(300, 'probe { ')],
    [
      '450 levels of a list value',
      `{ probeById(id: ${'['.repeat(450)}${']'.repeat(450)}) { id } }`,
    ],
    [
      '200 levels of an object value',
      `mutation { changeProbe(to: ${'{a:'.repeat(200)}1${'}'.repeat(200)}) { id } }`,
    ],
    ['300 levels of a list type', `query ($a: ${'['.repeat(300)}Int${']'.repeat(300)}) { open }`],
    [
      '1,000 aliases of one protected field',
      `{ ${times(1_000, (index) => `a${index}: guarded`)} }`,
    ],
    ['330 aliases of one protected field', `{ ${times(330, (index) => `a${index}: guarded`)} }`],
    ['990 times the same field', `{ ${times(990, () => 'open')} }`],
    [
      'fields that overlap',
      `{ ${times(300, (index) => `probe { id a${index % 7}: blank0 }`).slice(0, 4_000)} } }`,
    ],
    ['950 times the same field below another', `{ probe { ${times(950, () => 'id')} } }`],
    [
      '60 times the same 15 fields',
      `{ probe { ${times(60, () => times(15, (index) => ['id', 'blank0', 'blank1', 'blank2', 'blank3', 'blank4'][index % 6] ?? ''))} } }`,
    ],
    [
      '15 fields, each 60 times',
      `{ probe { ${times(60, () => 'id blank0 blank1 blank2 blank3 blank4 blank5 blank6 blank7 blank8 blank9 blank10 blank11 blank12 blank13')} } }`,
    ],
    [
      '60 objects with arguments to compare',
      `{ probe { id } ... { ${times(29, () => 'probeById(id: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa") { id blank0 blank1 }')} } }`,
    ],
    ['240 selections of one field', `{ ${times(240, () => 'probe { id }')} }`],
    [
      '60 selections of one field with 12 fields each',
      `{ ${times(60, () => `probe { ${times(12, () => 'id')} }`)} }`,
    ],
    ['190 conflicts', `{ ${times(95, (index) => `a: probeById(id: "${index}") { id }`)} }`],
    ['a circle of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    [
      'fragments that spread themselves',
      `{ ...A } fragment A on Query { ${times(300, () => '...A')} }`,
    ],
    ['fragments that double, 80 times', chain(80, (next) => `...${next} ...${next}`)],
    [
      'fragments that double inline, 50 times',
      chain(50, (next) => `... { ...${next} } ... { ...${next} }`),
    ],
    ['a chain of 100 fragments', chain(100, (next) => `...${next}`)],
    [
      '30 fragments that all spread one another',
      `{ ...F0 } ${times(30, (one) => `fragment F${one} on Query { ${times(13, (other) => `...F${(one * 7 + other) % 30}`)} }`)}`,
    ],
    [
      '25 fragments, each compared with each',
      `{ ${times(25, (index) => `...F${index}`)} } ${times(25, (index) => `fragment F${index} on Query { ${times(15, () => 'probe { id blank0 }').slice(0, 90)} } }`)}`,
    ],
    ['300 unknown fields', `{ ${times(300, (index) => `helo${index}`)} }`],
    ['300 unknown types', `query (${times(200, (index) => `$v${index}: Strin${index}`)}) { open }`],
    ['a name of 90,000 letters', `{ ${'a'.repeat(90_000)} }`],
    ['a string of 30,000 escapes', `{ probeById(id: "${'\\n'.repeat(30_000)}") { id } }`],
    ['a string that never ends', `{ probeById(id: "${'x'.repeat(90_000)}`],
    ['a block string of 30,000 lines', `{ probeById(id: """${' \n'.repeat(30_000)}""") { id } }`],
    ['a comment of 90,000 letters', `{ open } #${'x'.repeat(90_000)}`],
    ['90,000 commas', `{ open ${','.repeat(90_000)} }`],
    ['a number of 90,000 digits', `{ probeById(id: ${'9'.repeat(90_000)}) { id } }`],
    ['400 directives', `{ open ${times(140, () => '@skip(if: false)')} }`],
    ['450 unknown directives', `{ open ${times(450, (index) => `@x${index}`)} }`],
    ['200 variables', `query (${times(240, (index) => `$v${index}: Int`)}) { open }`],
    ['100 operations', times(150, (index) => `query Q${index} { open }`)],
    [
      'types that recur in introspection',
      `{ __schema { types { ${'fields { type { '.repeat(100)} name ${'} } '.repeat(100)} } } }`,
    ],
    [
      'types of types in introspection',
      `{ __schema { types { ${'ofType { '.repeat(200)} name ${'} '.repeat(200)} } } }`,
    ],
    [
      '30 whole schemas',
      `{ ${times(30, (index) => `a${index}: __schema { types { name fields { name type { name } args { name } } } }`)} }`,
    ],
  ];

  it.each(documents)('%s does not block other requests', async (_, query) => {
    const token = await issuer.token();
    const { answer, blockedMs, controlMs } = await measureBlocking(() =>
      api.as(token).query(query),
    );
    expect([200, 400, 403]).toContain(answer.status);
    expect(blockedMs).toBeLessThan(controlMs);
  });

  it('refuses 1,000 aliases of one protected field before it verifies a token', async () => {
    const query = `{ ${times(1_000, (index) => `a${index}: guarded`)} }`;
    const { status, body } = await api.anonymous.query(query);
    expect([status, body.errors?.length]).toEqual([400, 1]);
  });
});

describe('nasty variables', () => {
  const query = 'mutation ($m: JSONObject!) { changeProbe(to: $m) { id } }';
  const cases: [string, string][] = [
    ['a list of 50,000 levels', `{"m":{"a":${'['.repeat(45_000)}${']'.repeat(45_000)}}}`],
    ['an object of 15,000 levels', `{"m":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}`],
    ['a list of 50,000 levels for a string', `{"m":${'['.repeat(45_000)}${']'.repeat(45_000)}}`],
    [
      '10,000 keys',
      `{"m":{${Array.from({ length: 9_000 }, (_, index) => `"k${index}":1`).join()}}}`,
    ],
    ['90,000 letters', `{"m":{"a":"${'x'.repeat(90_000)}"}}`],
    [
      '10,000 variables',
      `{${Array.from({ length: 9_000 }, (_, index) => `"k${index}":1`).join()}}`,
    ],
  ];

  it.each(cases)('%s does not block other requests', async (_, variables) => {
    const authorization = `Bearer ${await issuer.token()}`;
    const { answer, blockedMs, controlMs } = await measureBlocking(() =>
      fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
      }),
    );
    expect([200, 400]).toContain(answer.status);
    expect(blockedMs).toBeLessThan(controlMs);
  });

  it.each([
    [100, 200],
    [101, 400],
  ])('a variable of %i levels is answered with %i', async (levels, expected) => {
    const lists = levels - 1;
    const m: unknown = JSON.parse(`{"a":${'['.repeat(lists)}${']'.repeat(lists)}}`);
    const { status, body } = await api.as(await issuer.token()).query(query, { m });
    expect(status).toBe(expected);
    if (expected === 400) {
      expect(body.errors).toEqual([
        expect.objectContaining({
          message: 'A variable is nested more than 100 levels deep: use fewer levels.',
          extensions: { code: 'BAD_USER_INPUT' },
        }),
      ]);
    }
  });

  it('the API still answers afterwards', async () => {
    expect((await api.anonymous.query('{ open }')).status).toBe(200);
  });
});

describe('an operation that costs more than MAX_OPERATION_POINTS', () => {
  const small = useApi({ trusts: issuer, env: { MAX_OPERATION_POINTS: '3' } });
  const DEAR = '{ probe { id blank0 blank1 } }';
  const refusal = {
    message: 'This operation costs 4 points and may cost 3: ask for smaller pages or fewer fields.',
    extensions: {
      code: 'OPERATION_TOO_EXPENSIVE',
      cost: 4,
      limit: 3,
      hint: expect.stringContaining('MAX_OPERATION_POINTS'),
    },
  };

  it('is refused before it runs, the first time and each time after', async () => {
    const caller = small.as(await issuer.token());
    for (let turn = 0; turn < 3; turn += 1) {
      const { status, body } = await caller.query(DEAR);
      expect(status).toBe(400);
      expect(body).toEqual({ errors: [refusal] });
    }
    expect((await caller.query('{ probe { id blank0 } }')).status).toBe(200);
  });

  it('is refused by what its variables ask for', async () => {
    const caller = small.as(await issuer.token());
    const query = 'query ($all: Boolean!) { probe { id blank0 blank1 @include(if: $all) } }';
    const statuses = [];
    for (const all of [false, true, false, true]) {
      statuses.push((await caller.query(query, { all })).status);
    }
    expect(statuses).toEqual([200, 400, 200, 400]);
  });

  it('is told to be wrong where its variables are', async () => {
    const query = 'query ($all: Boolean!) { probe { id blank0 blank1 @include(if: $all) } }';
    const { status, body } = await small.as(await issuer.token()).query(query, { all: 'x' });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

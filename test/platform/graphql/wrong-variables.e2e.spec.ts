import { beforeEach, describe, expect, it } from '@jest/globals';
import { Args, Query, Resolver, Scalar, Subscription, type CustomScalar } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { useApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';

class Wrong {
  readonly isWrong = true;
}
let reads = 0;

@Scalar('Wrong', () => Wrong)
class WrongScalar implements CustomScalar<string, Wrong> {
  parseValue(): Wrong {
    reads += 1;
    throw new TypeError('No value is right.');
  }

  parseLiteral(): Wrong {
    return this.parseValue();
  }

  serialize(): string {
    return '';
  }
}

const VALUES = { type: () => [Wrong] };

@Public()
@Resolver()
class Values {
  @Query(() => String)
  take(@Args('values', VALUES) values: Wrong[]): string {
    return String(values.length);
  }

  @Subscription(() => String)
  watch(@Args('values', VALUES) values: Wrong[]): AsyncIterable<unknown> {
    throw new Error(`${values.length} values got through.`);
  }
}

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: [WrongScalar, Values],
  env: { CALLER_POINTS_PER_MINUTE: '60000' },
});

/** The message of each wrong value repeats what the client has sent. */
describe('1,000 wrong values', () => {
  const variables = { values: Array.from({ length: 1_000 }, () => 1) };
  beforeEach(() => void (reads = 0));

  it.each(['first', 'second'])('are looked at a few times over HTTP, the %s time', async () => {
    const query = 'query ($values: [Wrong!]!) { take(values: $values) }';
    const { status, body } = await api.anonymous.query(query, variables);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(reads).toBeLessThan(40);
  });

  it('are looked at a few times over a socket', async () => {
    const socket = await TestSocket.connect(api.url, await issuer.token());
    try {
      const query = 'subscription ($values: [Wrong!]!) { watch(values: $values) }';
      socket.subscribe('1', query, variables);
      const { payload } = await socket.take('error');
      expect(payload[0].extensions.code).toBe('BAD_USER_INPUT');
      expect(reads).toBeLessThan(40);
    } finally {
      socket.close();
    }
  });
});

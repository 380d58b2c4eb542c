import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, UseGuards } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { Public } from '../../../src/platform/auth/index.js';
import { useApi } from '../../support/api.js';
import { expectAcceptance, expectRefusal } from '../../support/expect-refusal.js';
import { useIssuer } from '../../support/test-issuer.js';

/** A strategy of the application itself, by the name that Passport's users like best. */
class ApiKey {
  readonly name = 'jwt';
  /** Passport's own, for each attempt. */
  declare readonly success: (user: object) => void;
  declare readonly fail: (challenge: string) => void;

  authenticate({ headers }: { readonly headers: Record<string, string> }): void {
    if (headers['x-api-key'] === 'secret') this.success({ id: 'robot' });
    else this.fail('ApiKey');
  }
}

@Injectable()
class ApiKeyStrategy extends PassportStrategy(ApiKey) {
  validate(): never {
    throw new Error('ApiKey calls nothing.');
  }
}

@Public()
@UseGuards(AuthGuard('jwt'))
@Controller('robots')
class RobotsController {
  @Get()
  read(): string {
    return 'robots';
  }
}

const issuers = [useIssuer(), useIssuer({ audience: 'other' })] as const;
const apis = [
  useApi({ trusts: issuers[0], providers: [ApiKeyStrategy], controllers: [RobotsController] }),
  useApi({ trusts: issuers[1] }),
] as const;

describe('two applications in one process', () => {
  it.each([
    ['first', 0, 1],
    ['second', 1, 0],
  ] as const)('each trust their own issuer alone: the %s', async (_, own, other) => {
    const api = apis[own];
    expectAcceptance(await api.as(await issuers[own].token()).query('{ guarded }'));
    expectRefusal(
      await api.as(await issuers[other].token()).query('{ guarded }'),
      'unknown_issuer',
    );
  });

  it('serve 20 callers at once without mixing them up', async () => {
    const pairs = Array.from(
      { length: 20 },
      (_, index) => [index % 2, (index >> 1) % 2] as [0 | 1, 0 | 1],
    );
    const answers = await Promise.all(
      pairs.map(async ([api, issuer]) =>
        apis[api].as(await issuers[issuer].token()).query('{ guarded }'),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      pairs.map(([api, issuer]) => (api === issuer ? 200 : 401)),
    );
  });

  it("leave the name jwt to a Passport strategy of the application's own", async () => {
    const url = new URL('/robots', apis[0].url);
    const ask = async (headers: Record<string, string>) => (await fetch(url, { headers })).status;
    expect(await ask({ 'x-api-key': 'secret' })).toBe(200);
    expect(await ask({ 'x-api-key': 'wrong' })).toBe(401);
    expect(await ask({ authorization: `Bearer ${await issuers[0].token()}` })).toBe(401);
    const robot = apis[0].anonymous.with({ 'x-api-key': 'secret' });
    expectRefusal(await robot.query('{ guarded }'), 'token_missing');
  });
});

describe('an application whose neighbour in the process has closed', () => {
  const issuer = useIssuer();
  const api = useApi({ trusts: issuer });
  const neighbour = useApi({ trusts: issuer });

  it('goes on', async () => {
    await neighbour.close();
    expectAcceptance(await api.as(await issuer.token()).query('{ guarded }'));
  });
});

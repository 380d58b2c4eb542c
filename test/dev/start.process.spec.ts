import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProjectCopy } from '../support/project-copy.js';

const START = ['dev/start.ts'];
const WATCH = ['dev/start.ts', '--watch'];
/** With a database of its own, the command creates no rows for the demo users. */
const NO_ROWS = { DATABASE_URL: 'pglite:unused' };
const API = /API {5}(http:\S+)/;

/** A feature of the copy alone: an adopter takes the features of the template out. */
const PING = 'src/ping.module.ts';
const PING_SOURCE = `
import { Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';

@Resolver()
class PingResolver {
  @Query(() => String)
  ping(): string {
    return 'pong';
  }
}

@Module({ providers: [PingResolver] })
export class PingModule {}
`;

let project: ProjectCopy;
beforeEach(() => {
  project = ProjectCopy.create();
});
afterEach(() => project.close());

describe('npm start', () => {
  it('welcomes with an address that answers, also where greeting was taken out', async () => {
    project.remove('src/greeting');
    project.edit('src/app.module.ts', (text) => text.replaceAll(/^.*GreetingModule.*\n/gm, ''));
    const start = project.run(START, { AUTHO_DOMAIN: 'tenant.example' });
    const [, url = ''] = await start.printed(API);
    const [, token] = await start.printed(/good for a day\n(\S+)/);
    expect(await ask(url, '{ me { email } }', token)).toEqual({
      data: { me: { email: 'ada@example.com' } },
    });
    expect(start.output).toContain('{ me { id name email userMetadata } }');
    expect(start.output).not.toContain('{ hello }');
    expect(start.output).toContain('AUTHO_DOMAIN is not a setting of this API.');
    expect(await start.stop()).toBe(0);
  });

  it('names every wrong setting before it builds anything', async () => {
    const start = project.run(START, { LOG_LEVEL: 'loud', PORT: 'x', LOCAL_ISSUER_PORT: '70000' });
    expect(await start.end()).toBe(1);
    expect(start.output).toMatch(/3 problems[^]*PORT must[^]*LOG_LEVEL must[^]*LOCAL_ISSUER_PORT/);
    expect(start.output).not.toMatch(/^\s+at /m);
    expect(project.has('dist')).toBe(false);
  });

  it('ends with the code of an API that cannot start', async () => {
    project.edit('src/main.ts', () => 'process.exit(3);');
    expect(await project.run(START, NO_ROWS).end()).toBe(3);
  });
});

describe('npm run start:dev', () => {
  const MAIN = 'src/main.ts';

  beforeEach(() => {
    project.edit(PING, () => PING_SOURCE);
    project.edit('src/app.module.ts', (text) =>
      text
        .replace('imports: [', 'imports: [PingModule, ')
        .replace(/^/, "import { PingModule } from './ping.module.js';\n"),
    );
  });

  it('starts the API again after a change, whatever its types, and keeps tokens valid', async () => {
    const start = project.run(WATCH, NO_ROWS);
    const [, url = ''] = await start.printed(API);
    const [, token] = await start.printed(/good for a day\n(\S+)/);

    project.edit(PING, (text) =>
      text.replace("return 'pong'", "const unused = 1;\nreturn 'pong again'"),
    );
    await start.printed(/A source has changed[^]*Listening at/);
    expect(await ask(url, '{ ping }', token)).toEqual({ data: { ping: 'pong again' } });
    expect(await start.stop()).toBe(0);
  });

  it('reads operations and the manifests of clients again', async () => {
    const operation = 'operations/ping.graphql';
    project.edit(operation, () => 'query Ping { ping }');
    const start = project.run(WATCH, { ...NO_ROWS, TRUSTED_DOCUMENTS: 'only' });
    const [, url = ''] = await start.printed(API);
    const [, token] = await start.printed(/good for a day\n(\S+)/);
    expect(await ask(url, 'query { again: ping }', token)).toHaveProperty('errors');

    project.edit(operation, () => 'query Ping {');
    await start.printed(/operations\/ping\.graphql:1: Syntax Error/);
    expect(await ask(url, 'query Ping {\n  ping\n}', token)).toEqual({ data: { ping: 'pong' } });

    project.edit(operation, () => 'query Again { again: ping }');
    await start.printed(/A source has changed[^]*Listening at/);
    expect(await ask(url, 'query Again {\n  again: ping\n}', token)).toEqual({
      data: { again: 'pong' },
    });

    const text = '{ theirs: ping }';
    const hash = createHash('sha256').update(text).digest('hex');
    project.edit('operations/web.json', () => JSON.stringify({ [hash]: text }));
    await start.printed(/(A source has changed[^]*Listening at[^]*){2}/);
    expect(await ask(url, text, token)).toEqual({ data: { theirs: 'pong' } });
    expect(await start.stop()).toBe(0);
  });

  it('survives an API that does not start, at first or later, and a source that does not compile', async () => {
    const main = project.read(MAIN);
    project.edit(MAIN, () => 'process.exit(4);');
    const start = project.run(WATCH, NO_ROWS);
    await start.printed(/The API ended with code 4\. It starts again after the next change\./);

    project.edit(MAIN, () => main);
    await start.printed(/ended with code 4[^]*Try it {2}http/);
    const [, url = ''] = await start.printed(API);
    const [, token] = await start.printed(/good for a day\n(\S+)/);

    project.edit(MAIN, () => 'const = 1;');
    await start.printed(/The build failed\./);
    expect(await ask(url, '{ ping }', token)).toEqual({ data: { ping: 'pong' } });

    project.edit(MAIN, () => 'process.exit(5);');
    await start.printed(/ended with code 5\./);

    project.edit(MAIN, () => main);
    await start.printed(/ended with code 5[^]*Listening at/);
    expect(await ask(url, '{ ping }', token)).toEqual({ data: { ping: 'pong' } });
    expect(await start.stop()).toBe(0);
  });
});

async function ask(url: string, query: string, token?: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

import { afterEach, describe, expect, it } from '@jest/globals';
import { TestApi } from '../../support/api.js';

let api: TestApi;

afterEach(() => api.close());

async function open(env: Record<string, string>): Promise<{ status: number; text: string }> {
  api = await TestApi.start({ AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api', ...env });
  const response = await fetch(api.url, { headers: { accept: 'text/html' } });
  return { status: response.status, text: await response.text() };
}

describe('GET /graphql in a browser', () => {
  it('is a page with a policy of its own that links the try-it page', async () => {
    const { status, text } = await open({});
    expect(status).toBe(200);
    expect(text).toMatch(
      /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/,
    );
    expect(text).toContain('<a href="http://127.0.0.1:9/">Sign in as a demo user</a>');
  });

  it('links no try-it page where the provider is a real one', async () => {
    const { text } = await open({ AUTH0_DOMAIN: 'tenant.example.com' });
    expect(text).not.toContain('<a ');
  });

  it('is no page in production', async () => {
    const { status, text } = await open({ NODE_ENV: 'production' });
    expect(status).toBe(400);
    expect(text).not.toContain('<');
  });
});

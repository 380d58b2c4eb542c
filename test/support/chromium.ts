import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const PROGRAMS = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages cannot reach other machines.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Where the pictures of a run are kept; git-ignored. */
export const ARTIFACTS = 'artifacts/browser';

/** The system's Chromium without a window; `CHROMIUM` names another program. */
export function launchChromium(): Promise<Browser> {
  const executablePath = PROGRAMS.find((program) => existsSync(program));
  if (!executablePath) throw new Error('Install Chromium, or name the program in CHROMIUM.');
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** A user with a browser profile of their own; collects errors that stay invisible on the page. */
export class Visitor {
  /** Errors in the console, exceptions, and requests to other machines. */
  readonly problems: string[] = [];
  /** Hosts that a page may try to reach; the requests still fail. */
  readonly allowedHosts = new Set<string>();

  private constructor(readonly page: Page) {}

  static async arrive(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    const visitor = new Visitor(await context.newPage());
    context.on('page', (page) => visitor.watch(page));
    visitor.watch(visitor.page);
    return visitor;
  }

  /** Saves a picture of the page. */
  async picture(name: string, folder = ARTIFACTS, isWhole = true): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: isWhole });
  }

  leave(): Promise<void> {
    return this.page.context().close();
  }

  private watch(page: Page): void {
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('console', (message) => {
      // The browser reports every 4xx and 5xx; many tests provoke them.
      const { url } = message.location();
      const expected = url.endsWith('/graphql') ? /status of 40[0134]/ : /status of 40[013]/;
      if (message.type() !== 'error' || expected.test(message.text())) return;
      if (!this.isAllowed(url)) this.problems.push(`${message.text()} at ${url}`);
    });
    page.on('request', (request) => {
      const isLocal = ['127.0.0.1', 'localhost', ''].includes(new URL(request.url()).hostname);
      if (!isLocal && !this.isAllowed(request.url())) this.problems.push(`asked ${request.url()}`);
    });
  }

  private isAllowed(url: string): boolean {
    return URL.canParse(url) && this.allowedHosts.has(new URL(url).hostname);
  }
}

import type { Page } from 'playwright-core';

/** GraphiQL of the local issuer in a tab of its own. */
export class Graphiql {
  constructor(
    readonly page: Page,
    private readonly issuer: string,
  ) {}

  async signIn(name: string): Promise<void> {
    await this.page.goto(`${this.issuer}graphiql`);
    await this.page.getByRole('button', { name }).click();
    await this.page.getByText('Signed in as').waitFor();
  }

  /** Opens the editor with a query, as a link that somebody shared does, and runs it. */
  async run(query: string): Promise<void> {
    await this.page.goto(`${this.issuer}graphiql?${new URLSearchParams({ query })}`);
    await this.page.getByRole('button', { name: /execute query/i }).click();
  }

  async shows(text: string): Promise<void> {
    // The editor writes spaces that do not break.
    const pattern = new RegExp(text.replaceAll(' ', '\\s'));
    await this.page.locator('.graphiql-response').filter({ hasText: pattern }).waitFor();
  }
}

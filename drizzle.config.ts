import { defineConfig } from 'drizzle-kit';

/** For `npm run db:generate`, which writes the SQL for changed tables. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/**/*.table.ts',
  out: './migrations',
});

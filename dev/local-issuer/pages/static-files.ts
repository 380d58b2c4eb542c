import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Middleware } from 'oidc-provider';

const PREFIX = '/browser/';
const FOLDER = new URL('../browser/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript' };

/** The address of a script or style in the folder `browser`. */
export function browserFile(name: string): string {
  return `${PREFIX}${name}`;
}

/** Serves the scripts and the style of the issuer's pages, and no other file. */
export function createStaticFiles(): Middleware {
  const names = new Set(readdirSync(FOLDER).filter((name) => extname(name) in TYPES));
  return async (ctx, next) => {
    const name = ctx.path.slice(PREFIX.length);
    if (!ctx.path.startsWith(PREFIX) || !names.has(name)) return next();
    // Read each time: a change shows at the next reload.
    ctx.body = await readFile(new URL(name, FOLDER), 'utf8');
    ctx.type = `${TYPES[extname(name)]}; charset=utf-8`;
    ctx.set({ 'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff' });
    return undefined;
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import helmet from 'helmet';
import type { Settings } from '../config/settings.js';

/**
 * Helmet's headers on every answer. They are the same for each, so helmet is asked once:
 * `@fastify/helmet` would put it together anew for every request.
 */
export function registerSecurityHeaders(app: NestFastifyApplication, settings: Settings): void {
  const headers = askHelmet(settings);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (_, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

function askHelmet({ isProduction }: Settings): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const recorder = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  } as unknown as ServerResponse;
  const secure = helmet({
    // An API has nothing to render; Apollo Sandbox, outside of production, has a lot from elsewhere.
    contentSecurityPolicy: isProduction && {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // On loopback it would lock the developer's other servers out of plain http.
    strictTransportSecurity: isProduction,
  });
  secure({} as IncomingMessage, recorder, (error) => {
    if (error) throw error as Error;
  });
  return Object.freeze(headers);
}

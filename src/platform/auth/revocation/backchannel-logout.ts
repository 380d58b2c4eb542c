import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply } from 'fastify';
import { AccessChanges } from './access-changes.js';
import type { AccessChange } from './access-change.js';
import { TrustedIssuers } from '../issuers/trusted-issuers.js';
import { InvalidLogoutTokenError, verifyLogoutToken, type LogoutRequest } from './logout-token.js';

const PATH = '/backchannel-logout';
const FORM = 'application/x-www-form-urlencoded';
const MAXIMUM_BODY_BYTES = 16 * 1024;
const SECOND_MS = 1_000;
/** A timer may fire a moment early. */
const EARLY_MS = 5;

/**
 * `POST /backchannel-logout`: an issuer says that a user, or one session, is logged out (OpenID
 * Connect Back-Channel Logout 1.0, sections 2.5 to 2.8). A route of Fastify's own, because only here
 * a body may be a form.
 */
@Injectable()
export class BackchannelLogout implements OnModuleInit {
  readonly #logger = new Logger(BackchannelLogout.name);

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly issuers: TrustedIssuers,
    private readonly changes: AccessChanges,
  ) {}

  onModuleInit(): void {
    // Not awaited: that would make Fastify finish the routes before Nest sets its error handler.
    void this.host.httpAdapter.getInstance().register((scope, _, done) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        FORM,
        { parseAs: 'string', bodyLimit: MAXIMUM_BODY_BYTES },
        (_request, body, parsed) => parsed(null, new URLSearchParams(String(body))),
      );
      scope.setErrorHandler((error: FastifyError, _request, reply) => {
        // A body of another type or size; anything else is a defect, which Nest's handler masks.
        const { statusCode = 500 } = error;
        if (statusCode >= 500) throw error;
        return refuse(
          reply.status(statusCode),
          'invalid_request',
          'one form of up to 16 KiB is expected',
        );
      });
      scope.post<{ Body: unknown }>(PATH, (request, reply) => this.#answer(request.body, reply));
      done();
    });
  }

  async #answer(body: unknown, reply: FastifyReply): Promise<FastifyReply> {
    void reply.header('cache-control', 'no-store');
    const [token, ...more] = body instanceof URLSearchParams ? body.getAll('logout_token') : [];
    if (!token || more.length > 0)
      return refuse(reply, 'invalid_request', 'one logout_token is expected');
    try {
      const request = await verifyLogoutToken(token, this.issuers);
      const isNew = await this.changes.append(toChange(request), request.id);
      if (!isNew) return refuse(reply, 'invalid_request', 'this logout token was sent before');
      await secondOf(request);
      return reply.status(200).send();
    } catch (error) {
      if (error instanceof InvalidLogoutTokenError) {
        return refuse(reply, 'invalid_request', error.message);
      }
      this.#logger.warn('A back-channel logout failed: the issuer has to send it again');
      return refuse(reply, 'logout_failed', 'try again later');
    }
  }
}

/** The issuer's own clock dates the logout as well as the tokens that it ends. */
function toChange({ issuer, subject, session, issuedAt }: LogoutRequest): AccessChange {
  const issuedBefore = Math.floor(issuedAt) + 1;
  if (session !== undefined)
    return { kind: 'session_ended', issuer, session, subject, issuedBefore };
  return { kind: 'signed_out', issuer, subject: subject ?? '', issuedBefore };
}

/**
 * Ends with the second of the logout, in which all tokens count as old: a login that follows the
 * answer gets a token of a later one. The clocks may differ, hence the limit.
 */
function secondOf({ issuedAt }: LogoutRequest): Promise<void> {
  const left = (Math.floor(issuedAt) + 1) * SECOND_MS - Date.now();
  return sleep(Math.min(Math.max(left, 0), SECOND_MS) + EARLY_MS);
}

function refuse(reply: FastifyReply, error: string, description: string): FastifyReply {
  const status = reply.statusCode >= 400 ? reply.statusCode : 400;
  return reply.status(status).send({ error, error_description: description });
}

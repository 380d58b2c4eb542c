import {
  classifyInboundRequest,
  isJsonContentType,
  SUPPORTED_PROTOCOL_VERSIONS,
  type JSONRPCRequest,
  type MessageClassification,
} from '@modelcontextprotocol/server';
import type { FastifyRequest } from 'fastify';
import { isJsonObject } from '../upstream/json-object.js';

const CALL = 'tools/call';
/** The revision with headers that repeat the message. */
export const REVISION = '2026-07-28';

/** A message that asks for the call of a tool, and the revision that it is written in. */
export interface ToolMessage {
  readonly message: JSONRPCRequest;
  readonly classification: MessageClassification;
}

/**
 * The call of a tool whose headers say the same as its message; undefined for everything else, which
 * the package's own handler judges.
 */
export function findToolMessage({ headers, body }: FastifyRequest): ToolMessage | undefined {
  if (!isJsonObject(body) || body['method'] !== CALL) return undefined;
  if (!isJsonContentType(headers['content-type'])) return undefined;
  const version = headers['mcp-protocol-version']?.toString();
  const named = version === undefined ? {} : { protocolVersionHeader: version };
  const route = classifyInboundRequest({ httpMethod: 'POST', body, ...named });
  if (route.kind === 'legacy') {
    const message = body as unknown as JSONRPCRequest;
    const isAccepted = isOlderVersion(version) && isAnyAnswerAccepted(headers.accept);
    return isAccepted ? { message, classification: { era: 'legacy' } } : undefined;
  }
  if (route.kind !== 'modern' || route.messageKind !== 'request') return undefined;
  const { message, classification } = route;
  const isRepeated =
    version === REVISION &&
    headers['mcp-method'] === CALL &&
    headers['mcp-name'] === message.params?.['name'];
  return isRepeated ? { message, classification } : undefined;
}

/** Older clients may leave the version out. */
function isOlderVersion(version: string | undefined): boolean {
  return version === undefined || SUPPORTED_PROTOCOL_VERSIONS.includes(version);
}

/** Older revisions want both named. */
function isAnyAnswerAccepted(accept = ''): boolean {
  return accept.includes('application/json') && accept.includes('text/event-stream');
}

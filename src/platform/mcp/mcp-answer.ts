import { ProtocolErrorCode, type JSONRPCResultResponse } from '@modelcontextprotocol/server';

const MAXIMUM_ERROR = 32 * 1024;
const JSON_TYPE = 'application/json';

/** The answer to a message, before the operation in it has a say about the status. */
export interface McpAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

export function ofResult(result: JSONRPCResultResponse): McpAnswer {
  return { status: 200, type: JSON_TYPE, text: JSON.stringify(result) };
}

export async function ofResponse(response: Response): Promise<McpAnswer> {
  const type = response.headers.get('content-type');
  return { status: response.status, type, text: boundError(await response.text()) };
}

export function methodNotFound(id: unknown = null): McpAnswer {
  const error = { code: ProtocolErrorCode.MethodNotFound, message: 'Method not found' };
  return { status: 404, type: JSON_TYPE, text: JSON.stringify({ jsonrpc: '2.0', id, error }) };
}

/** An error may repeat names of any length, and no answer to a refused request is longer than this. */
function boundError(text: string): string {
  if (text.length <= MAXIMUM_ERROR) return text;
  const { error } = JSON.parse(text) as { readonly error?: object };
  if (!error) return text;
  const short = { code: ProtocolErrorCode.InvalidRequest, message: 'Invalid request' };
  return JSON.stringify({ jsonrpc: '2.0', id: null, error: short });
}

import type { CallToolResult } from '@modelcontextprotocol/server';
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { boundText } from '../logging/printable.js';
import { stateOf } from '../http/request-state.js';
import { OperationRoad, type ExecutedOperation } from '../graphql/operation-road.js';
import { Tools, type Tool } from './tools.js';

/** A request to `/mcp`, and its answer. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Of the tool that it has called, where the answer has no data. */
  head?: ExecutedOperation['head'];
}

/** Executes the operation of a tool as `POST /graphql` does: the same guard, limits and answer. */
@Injectable()
export class ToolCall {
  constructor(
    private readonly tools: Tools,
    private readonly road: OperationRoad,
  ) {}

  /** @throws ProtocolError where there is no such tool */
  async run(
    {
      name,
      arguments: values = {},
    }: { readonly name: string; readonly arguments?: Values | undefined },
    exchange: Exchange,
  ): Promise<CallToolResult> {
    const tool = this.tools.find(name);
    if (!tool) {
      const message = boundText(`Unknown tool: ${name}`);
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
    }
    const problem = tool.findProblem(values);
    const answer =
      problem === undefined ? await this.#execute(tool, values, exchange) : toInputError(problem);
    const { request } = exchange;
    const state = stateOf(request);
    const code = answer.errors ? String(answer.errors[0]?.extensions?.['code']) : 'OK';
    state.operation = { operation: name, target: `tool ${name}`, code };
    return toResult(answer);
  }

  async #execute(
    { document, operation, body }: Tool,
    variables: Values,
    exchange: Exchange,
  ): Promise<FormattedExecutionResult> {
    const named = { source: body, document, operation, operationName: undefined, variables };
    const { answer, head } = await this.road.execute(named, exchange);
    exchange.head = head;
    return answer;
  }
}

type Values = Record<string, unknown>;

function toInputError(message: string): FormattedExecutionResult {
  return { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] };
}

function toResult(answer: FormattedExecutionResult): CallToolResult {
  const content = answer.errors ? { ...answer } : { ...answer.data };
  return {
    content: [{ type: 'text', text: JSON.stringify(content) }],
    structuredContent: content,
    ...(answer.errors ? { isError: true } : {}),
  };
}

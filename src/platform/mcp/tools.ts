import { Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { fromJsonSchema, type Tool as ToolDescription } from '@modelcontextprotocol/server';
import {
  getOperationAST,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { boundText } from '../logging/printable.js';
import { AccessMap } from '../graphql/access-map.js';
import { OwnOperations, type OwnOperation } from '../graphql/documents/own-operations.js';
import { inputSchemaOf } from './input-schema.js';

/** An operation of the project that agents may call. */
export interface Tool extends OwnOperation {
  readonly operation: OperationDefinitionNode;
  /** What `tools/list` says of it. */
  readonly description: string;
  readonly listed: ToolDescription;
  /** The reason why arguments are refused; undefined where they fit the schema. */
  readonly findProblem: (values: unknown) => string | undefined;
}

/** The tools, which are the same for every caller: calling one says what is missing. */
@Injectable()
export class Tools {
  #tools: ReadonlyMap<string, Tool> | undefined;

  constructor(
    private readonly operations: OwnOperations,
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly access: AccessMap,
  ) {}

  get all(): readonly Tool[] {
    return [...this.#byName.values()];
  }

  /** What the fields of all tools ask for. */
  get permissions(): readonly string[] {
    const access = this.access.read();
    const fields = this.all.flatMap(({ document }) => fieldsOf(this.schemaHost.schema, document));
    return fields.flatMap((field) => access.get(field)?.permissions ?? []);
  }

  find(name: string): Tool | undefined {
    return this.#byName.get(name);
  }

  /** Known once the application has started. */
  get #byName(): ReadonlyMap<string, Tool> {
    const marked = () => this.operations.all.filter(({ tool }) => tool !== undefined);
    return (this.#tools ??= new Map(marked().map((one) => [one.name, this.#describe(one)])));
  }

  #describe(own: OwnOperation): Tool {
    const { name, document, description = '' } = own;
    const operation = getOperationAST(document);
    if (!operation) throw new Error(`${name} has no operation.`);
    const inputSchema = inputSchemaOf(this.schemaHost.schema, document, operation);
    const validator = fromJsonSchema(inputSchema);
    return {
      ...own,
      operation,
      description,
      listed: {
        name,
        description,
        inputSchema: inputSchema as ToolDescription['inputSchema'],
        annotations: { readOnlyHint: operation.operation === OperationTypeNode.QUERY },
      },
      findProblem: (values) => {
        const result = validator['~standard'].validate(values);
        if (result instanceof Promise) throw new Error('JSON Schema is checked at once.');
        return result.issues && boundText(result.issues.map(({ message }) => message).join('; '));
      },
    };
  }
}

/** Such as `Query.me`. */
function fieldsOf(schema: GraphQLSchema, document: DocumentNode): string[] {
  const types = new TypeInfo(schema);
  const fields: string[] = [];
  const note = {
    Field: () => void fields.push(`${types.getParentType()?.name}.${types.getFieldDef()?.name}`),
  };
  visit(document, visitWithTypeInfo(types, note));
  return fields;
}

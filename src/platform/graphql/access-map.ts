import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import {
  GraphQLSchemaHost,
  RESOLVER_NAME_METADATA,
  RESOLVER_PROPERTY_METADATA,
  RESOLVER_TYPE_METADATA,
} from '@nestjs/graphql';
import { isObjectType } from 'graphql';
import { readAccess, type Access } from '../auth/access/access.js';

/** A method that Nest takes for a resolver, and the class that it is called of. */
export interface ResolverMethod {
  readonly handler: () => unknown;
  /** The name of the method. */
  readonly name: string;
  readonly owner: Type;
}

/** Who may call each query, mutation, subscription and resolver of a field, as decorators say. */
@Injectable()
export class AccessMap {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly schemaHost: GraphQLSchemaHost,
  ) {}

  /** By `Type.field`, in alphabetical order. */
  read(): ReadonlyMap<string, Access> {
    const types = Object.values(this.schemaHost.schema.getTypeMap()).filter(isObjectType);
    const served = types.flatMap((type) =>
      Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
    );
    const methods = this.readMethods();
    return new Map(
      served.sort().flatMap((field) => {
        const method = methods.get(field);
        return method ? [[field, readAccess(method.handler, method.owner)] as const] : [];
      }),
    );
  }

  /** By `Type.field`. Of two methods for one field the later one counts, as it does for Nest. */
  readMethods(): ReadonlyMap<string, ResolverMethod> {
    const instances = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    return new Map(instances.filter(isInstance).flatMap((one) => this.#readClass(one)));
  }

  #readClass(instance: Instance): [string, ResolverMethod][] {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    const owner = instance.constructor as Type;
    return this.scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      const field = handler && nameOf(handler, owner, method);
      return field ? [[field, { handler, name: method, owner }]] : [];
    });
  }
}

type Instance = object;

function isInstance(value: unknown): value is Instance {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== null;
}

/** `Type.field` of a method that Nest takes for a resolver; undefined for any other. */
function nameOf(handler: () => unknown, owner: Type, method: string): string | undefined {
  const own: unknown = Reflect.getMetadata(RESOLVER_TYPE_METADATA, handler);
  const isProperty: unknown = Reflect.getMetadata(RESOLVER_PROPERTY_METADATA, handler);
  const type: unknown = isProperty ? Reflect.getMetadata(RESOLVER_TYPE_METADATA, owner) : own;
  const name: unknown = Reflect.getMetadata(RESOLVER_NAME_METADATA, handler) ?? method;
  return typeof type === 'string' ? `${type}.${String(name)}` : undefined;
}

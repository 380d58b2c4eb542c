import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import {
  GraphQLSchemaHost,
  RESOLVER_NAME_METADATA,
  RESOLVER_PROPERTY_METADATA,
  RESOLVER_TYPE_METADATA,
} from '@nestjs/graphql';
import { isObjectType } from 'graphql';
import { readAccess, type Access } from '../auth/access/access.js';
import { methodsOf, type ProviderMethod } from '../auth/access/providers.js';

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
  readMethods(): ReadonlyMap<string, ProviderMethod> {
    const methods = methodsOf(this.discovery, this.scanner);
    return new Map(
      methods.flatMap((method) => {
        const field = nameOf(method);
        return field ? [[field, method] as const] : [];
      }),
    );
  }
}

/** `Type.field` of a method that Nest takes for a resolver; undefined for any other. */
function nameOf({ handler, name: method, owner }: ProviderMethod): string | undefined {
  const own: unknown = Reflect.getMetadata(RESOLVER_TYPE_METADATA, handler);
  const isProperty: unknown = Reflect.getMetadata(RESOLVER_PROPERTY_METADATA, handler);
  const type: unknown = isProperty ? Reflect.getMetadata(RESOLVER_TYPE_METADATA, owner) : own;
  const name: unknown = Reflect.getMetadata(RESOLVER_NAME_METADATA, handler) ?? method;
  return typeof type === 'string' ? `${type}.${String(name)}` : undefined;
}

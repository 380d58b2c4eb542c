import { getDirective, MapperKind, mapSchema } from '@graphql-tools/utils';
import { Injectable, Module } from '@nestjs/common';
import { Directive, Query, Resolver } from '@nestjs/graphql';
import {
  defaultFieldResolver,
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLSchema,
} from 'graphql';
import { SchemaWrapper } from '../platform/graphql/index.js';

/** `@upper`: what the resolver gives, in capital letters. */
@Injectable()
class UpperDirective extends SchemaWrapper {
  override readonly directives = [
    new GraphQLDirective({ name: 'upper', locations: [DirectiveLocation.FIELD_DEFINITION] }),
  ];

  override wrap(schema: GraphQLSchema): GraphQLSchema {
    return mapSchema(schema, {
      [MapperKind.OBJECT_FIELD]: (field) => {
        if (!getDirective(schema, field, 'upper')?.[0]) return field;
        const { resolve = defaultFieldResolver } = field;
        return {
          ...field,
          resolve: async (source, args, context, info) => {
            const text: unknown = await resolve(source, args, context, info);
            return typeof text === 'string' ? text.toUpperCase() : text;
          },
        };
      },
    });
  }
}

@Resolver()
class MottoResolver {
  @Directive('@upper')
  @Query(() => String, { description: 'In capital letters. Needs an access token.' })
  motto(): string {
    return 'protected by default';
  }
}

@Module({ providers: [MottoResolver, UpperDirective] })
export class WrappingModule {}

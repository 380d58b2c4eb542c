import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeMetadataStorage } from '@nestjs/graphql';

/** The part of class-validator that is used where an application has installed it. */
interface Validator {
  Allow(): PropertyDecorator;
}

/** As a value: the compiler would look for a package that the platform does not need. */
const VALIDATOR = 'class-validator';

/**
 * Tells class-validator, where it is installed, that each `@Field()` of an input or of arguments is
 * known. GraphQL refuses every other field itself, so the option `whitelist` of Nest's `ValidationPipe`
 * has nothing to remove, and `forbidNonWhitelisted` nothing to refuse.
 */
@Injectable()
export class DeclaredFields implements OnApplicationBootstrap {
  /** The schema is built by now, and with it the list of classes. */
  async onApplicationBootstrap(): Promise<void> {
    const validator = (await import(VALIDATOR).catch(() => undefined)) as Validator | undefined;
    if (!validator) return;
    const classes = [
      ...TypeMetadataStorage.getInputTypesMetadata(),
      ...TypeMetadataStorage.getArgumentsMetadata(),
    ];
    for (const { target, properties = [] } of classes) {
      for (const { name } of properties) validator.Allow()(target.prototype as object, name);
    }
  }
}

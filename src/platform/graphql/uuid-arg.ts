import { BadRequestException, ParseUUIDPipe } from '@nestjs/common';
import { Args, ID } from '@nestjs/graphql';

/**
 * An argument that identifies something by a UUID. Any other text is `BAD_USER_INPUT`, before a
 * statement meets it that PostgreSQL would refuse.
 *
 * @param description the argument's description in the schema
 */
export function UuidArg(name: string, description: string): ParameterDecorator {
  const exceptionFactory = () => new BadRequestException(`${name} must be a UUID.`);
  return Args(name, { type: () => ID, description }, new ParseUUIDPipe({ exceptionFactory }));
}

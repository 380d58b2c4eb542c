import { BadRequestException } from '@nestjs/common';
import { Field, InputType, Int } from '@nestjs/graphql';

const MAXIMUM_NAME = 100;

@InputType({ description: 'A paper plane to create.' })
export class CreatePaperPlaneInput {
  @Field(() => String, { description: `Its name: 1 to ${MAXIMUM_NAME} characters.` })
  name!: string;
}

@InputType({ description: 'A change of a paper plane.' })
export class UpdatePaperPlaneInput {
  @Field(() => Int, {
    description: 'Its `version` as you know it: `CONFLICT` where it has changed since.',
  })
  version!: number;

  @Field(() => String, { description: `Its new name: 1 to ${MAXIMUM_NAME} characters.` })
  name!: string;
}

/**
 * The name without the spaces around it.
 *
 * @throws BadRequestException
 */
export function readName(text: string): string {
  const name = text.trim();
  const { length } = [...name];
  if (length >= 1 && length <= MAXIMUM_NAME) return name;
  throw new BadRequestException(`name must have 1 to ${MAXIMUM_NAME} characters.`);
}

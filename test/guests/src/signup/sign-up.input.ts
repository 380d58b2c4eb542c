import { Field, InputType } from '@nestjs/graphql';
import { IsEmail, Length } from 'class-validator';

@InputType({ description: 'A visitor who signs up.' })
export class SignUpInput {
  @IsEmail()
  @Field(() => String, { description: 'An address that can be written to.' })
  email!: string;

  @Length(2, 40)
  @Field(() => String, { description: 'From 2 to 40 characters.' })
  name!: string;
}

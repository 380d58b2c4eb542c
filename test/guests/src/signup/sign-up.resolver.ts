import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { Public } from '../platform/auth/index.js';
import { SignUpInput } from './sign-up.input.js';

@Resolver()
export class SignUpResolver {
  @Public()
  @Mutation(() => String, {
    description: 'Signs a visitor up: gives the name, or `BAD_USER_INPUT`.',
  })
  signUp(@Args('input', { description: 'A visitor who signs up.' }) { name }: SignUpInput): string {
    return name;
  }
}

import { Query, Resolver } from '@nestjs/graphql';
import { Public } from '../platform/auth/index.js';

@Resolver()
export class GreetingResolver {
  @Public()
  @Query(() => String, { description: 'A greeting for everybody: needs no access token.' })
  hello(): string {
    return 'Hello, world!';
  }

  @Query(() => String, {
    description:
      'A greeting for callers with a valid access token, of a user or of an application; without one `UNAUTHENTICATED`.',
  })
  secret(): string {
    return 'This is a secret: your access token is valid.';
  }
}

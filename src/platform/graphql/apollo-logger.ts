import { Logger } from '@nestjs/common';

/** Apollo's own remarks go where all others go; left alone, it prints them to the console. */
export class ApolloLogger extends Logger {
  info(message: unknown): void {
    this.log(message);
  }
}

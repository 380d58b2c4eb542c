import { Logger } from '@nestjs/common';

/** Sends Apollo's messages to Nest's logger; by default Apollo prints them to the console. */
export class ApolloLogger extends Logger {
  info(message: unknown): void {
    this.log(message);
  }
}

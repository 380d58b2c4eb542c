import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { callerOf } from './caller.js';

/** Gives a resolver its `Caller`; undefined on a public resolver. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context),
);

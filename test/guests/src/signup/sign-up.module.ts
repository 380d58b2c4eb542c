import { Module, ValidationPipe } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { invalidInput } from '../platform/http/index.js';
import { SignUpResolver } from './sign-up.resolver.js';

const pipe = new ValidationPipe({
  whitelist: true,
  forbidNonWhitelisted: true,
  transform: true,
  exceptionFactory: invalidInput,
});

@Module({ providers: [SignUpResolver, { provide: APP_PIPE, useValue: pipe }] })
export class SignUpModule {}

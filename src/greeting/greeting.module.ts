import { Module } from '@nestjs/common';
import { GreetingResolver } from './greeting.resolver.js';

@Module({ providers: [GreetingResolver] })
export class GreetingModule {}

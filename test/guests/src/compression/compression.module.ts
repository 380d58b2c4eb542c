import compress from '@fastify/compress';
import { Module, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';

@Module({})
export class CompressionModule implements NestModule {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  async configure(): Promise<void> {
    const options = { encodings: ['br' as const, 'gzip' as const], threshold: 1024 };
    await this.host.httpAdapter.getInstance().register(compress, options);
  }
}

import multipart from '@fastify/multipart';
import { Controller, Module, Post, Req, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

@Controller('uploads')
class UploadsController {
  @Post()
  async upload(@Req() request: FastifyRequest): Promise<{ name: string; bytes: number }> {
    const file = await request.file();
    const content = await file?.toBuffer();
    return { name: file?.filename ?? '', bytes: content?.length ?? 0 };
  }
}

@Module({ controllers: [UploadsController] })
export class UploadsModule implements NestModule {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  async configure(): Promise<void> {
    // This limit is the upload's own: that of the platform is for JSON.
    const limits = { fileSize: 1024 * 1024, files: 1 };
    await this.host.httpAdapter.getInstance().register(multipart, { limits });
  }
}

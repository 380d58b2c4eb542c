import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Call it in `app.ts`, where the application has been created; it is for developers alone. */
export function serveSwagger(app: NestFastifyApplication): void {
  const config = new DocumentBuilder().setTitle('API').addBearerAuth().build();
  const create = () => SwaggerModule.createDocument(app, config);
  SwaggerModule.setup('docs', app, create, { jsonDocumentUrl: 'docs/json' });
}

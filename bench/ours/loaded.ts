/* This project as it is, and the products of the peers beside it. Built against `dist/`. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { ProductResolver } from '../servers/nest-products.js';

const settings = loadSettings(process.env, FEATURE_SETTINGS);

@Module({ imports: [AppModule.forRoot(settings)], providers: [ProductResolver] })
class LoadedModule {}

const app = await createApp(settings, { module: LoadedModule });
await app.listen(settings.port, settings.host);

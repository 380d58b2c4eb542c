/* The API, built and initialized and closed again: in development this writes what is generated. */
import 'reflect-metadata';
import { createApp } from '../../dist/app.js';
import { FEATURE_SETTINGS } from '../../dist/app.settings.js';
import { loadSettings } from '../../dist/platform/config/load-settings.js';

const app = await createApp(loadSettings(process.env, FEATURE_SETTINGS));
await app.init();
await app.close();

import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { prepareEmbeddedDatabase } from './embedded-database.js';

/** A process of its own, which gives the memory back: global-setup.mjs starts it. */
Logger.overrideLogger(false);
await prepareEmbeddedDatabase();

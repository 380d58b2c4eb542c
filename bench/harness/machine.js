import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';

const VERSIONED = [
  '@nestjs/core',
  '@apollo/server',
  'fastify',
  'express',
  'mercurius',
  'graphql-yoga',
  'graphql',
  'express-oauth2-jwt-bearer',
  '@fastify/jwt',
  '@apollo/client',
  '@graphql-yoga/plugin-jwt',
  'passport-jwt',
  'jwks-rsa',
  'jose',
  'pg',
];

/** On what and with what was measured. */
export function describeMachine() {
  const [cpu] = cpus();
  const gib = Math.round(totalmem() / 1024 ** 3);
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)));
  const versions = VERSIONED.map((name) => `${name} ${dependencies[name]}`).join(', ');
  return [
    `${cpus().length} × ${cpu?.model.trim()}, ${gib} GiB, ${type()} ${release().split('-')[0]}, Node ${process.version}.`,
    `Versions: ${versions}.`,
  ].join('\n\n');
}

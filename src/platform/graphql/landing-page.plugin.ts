import type { ApolloServerPlugin } from '@apollo/server';
import type { Settings } from '../config/settings.js';
import { createLandingPage } from './landing-page.js';

/** Answers `GET /graphql` of a browser with a page; for development only. */
export function createLandingPagePlugin(settings: Settings): ApolloServerPlugin {
  const html = createLandingPage(settings);
  return {
    serverWillStart: () => Promise.resolve({ renderLandingPage: () => Promise.resolve({ html }) }),
  };
}

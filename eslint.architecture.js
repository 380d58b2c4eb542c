import { readdirSync } from 'node:fs';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';

/** The rooms of src/platform from the ground up: a room imports only rooms that stand before it. */
export const ROOMS = [
  'config',
  'logging',
  'telemetry',
  'upstream',
  'redis',
  'http',
  'database',
  'auth',
  'graphql',
  'live',
  'mcp',
  'health',
];

const features = readdirSync(new URL('src', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'platform')
  .map(({ name }) => name);

const TOP = './src/*.ts';

/** Each zone is one sentence about who may import whom. */
const zones = [
  {
    target: './src',
    from: ['./dev/**/*', './test/**/*', './bench/**/*'],
    message: 'src is the product: it never imports dev, test or bench.',
  },
  {
    target: './src/*/**/*',
    from: [TOP],
    message: 'Arrows point from main and app to features and the platform, never back.',
  },
  {
    target: './src/platform/**/*',
    from: ['./src/!(platform)/**/*'],
    message: 'The platform never imports a feature: offer a seam that the feature fills.',
  },
  ...ROOMS.map((room) => ({
    target: './src/!(platform)/**/*',
    from: [`./src/platform/${room}/**/*`],
    except: [`**/src/platform/${room}/index.ts`],
    message: `Features use the front door of this room: platform/${room}/index.js.`,
  })),
  ...features.map((feature) => ({
    target: `./src/!(platform|${feature})/**/*`,
    from: [`./src/${feature}/**/*`],
    except: [`**/src/${feature}/index.ts`],
    message: `Other features use the front door of this one: ${feature}/index.js.`,
  })),
  ...ROOMS.slice(0, -1).map((room, index) => ({
    target: `./src/platform/${room}/**/*`,
    from: ROOMS.slice(index + 1).map((upper) => `./src/platform/${upper}/**/*`),
    message: `This room stands above platform/${room}: turn the arrow around.`,
  })),
];

/** What the layout of docs and README promises, as lint rules. */
export default [
  {
    files: ['src/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-cycle': 'error',
    },
  },
  {
    files: ['src/*/*.settings.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.\\./platform/config/index\\.js$)',
              message:
                'Settings are read before anything else is loaded: import ../platform/config/index.js alone.',
            },
          ],
        },
      ],
    },
  },
];

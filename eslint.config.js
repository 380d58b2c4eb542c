import * as regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import architecture from './eslint.architecture.js';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'artifacts/', 'bench/'] },
  ...tseslint.configs.recommended,
  ...architecture,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      // Nest's modules are classes that carry nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Text from outside meets these patterns, so their time must be linear in its length.
    files: ['{src,dev}/**/*.{ts,js,mjs}'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      // The plugin does not find a start of several characters, such as in / Did you mean .+\?$/.
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Literal[regex.pattern=/^(?!\\^).*([^\\\\]\\.|\\[\\^\\]|\\[\\\\s\\\\S\\])[*+]/]',
          message:
            'Reads all that follows at each place where it starts: begin with ^ or name the characters.',
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/migrate.ts', 'src/account.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only the entry files in src/ read the environment; inject Settings.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);

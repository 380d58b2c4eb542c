import { expect, it } from '@jest/globals';
import { explainLoadError } from '../../../src/platform/config/load-error.js';

it('two types that name each other by their classes are explained', async () => {
  const error: unknown = await import('./circle/author.model.js').catch((one: unknown) => one);
  expect(error).toBeInstanceOf(ReferenceError);
  expect(explainLoadError(error)).toMatchObject({
    message: expect.stringMatching(
      /^(Author|Book) is used before its file is loaded, .* write Relation<\1> instead/,
    ) as unknown,
    cause: error,
  });
});

it('any other error of loading stays as it is', () => {
  const error = new SyntaxError('Unexpected token');
  expect(explainLoadError(error)).toBe(error);
});

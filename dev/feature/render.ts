import { Eta } from 'eta';
import { spell, type FeatureName, type Spellings } from './names.js';

export interface FeatureOptions {
  readonly owned: boolean;
  readonly pages: boolean;
  readonly live: boolean;
  readonly rest: boolean;
}

/** What the templates are about: two words, so that each spelling looks different. */
export const SAMPLE: FeatureName = {
  singular: spell('paper-plane'),
  plural: spell('paper-planes'),
};

/** Removes the line break after a conditional, which then leaves no empty line. */
const templates = new Eta({ autoTrim: [false, 'nl'] });

/** A conditional stands in a comment, so that a template is a real file. */
const COMMENTED = /^ *(?:\/\/ |\/\* )?(<%[^%]*%>)(?: \*\/)?$/gm;

/** A template for another name and with these options; empty where the options need no such file. */
export function render(template: string, name: FeatureName, options: FeatureOptions): string {
  const chosen = templates.renderString(template.replaceAll(COMMENTED, '$1'), options);
  return dropUnusedImports(renameSample(chosen, name));
}

/** The same text with the name in place of the sample's. */
export function renameSample(text: string, name: FeatureName): string {
  const spellings = Object.keys(SAMPLE.plural) as (keyof Spellings)[];
  const withArticle = text.replaceAll(
    new RegExp(`\\b([Aa])(?= ${SAMPLE.singular.prose})`, 'g'),
    /^[aeiou]/.test(name.singular.kebab) ? '$1n' : '$1',
  );
  // The plural first: it begins with the singular.
  return (['plural', 'singular'] as const).reduce(
    (whole, number) =>
      spellings.reduce(
        (result, spelling) => result.replaceAll(SAMPLE[number][spelling], name[number][spelling]),
        whole,
      ),
    withArticle,
  );
}

/** Options leave some names of an import unused, which the compiler refuses. */
function dropUnusedImports(text: string): string {
  const imports = /^import (type )?\{([^}]*)\} from ('[^']+');\n/gm;
  const body = text.replaceAll(imports, '');
  return text.replaceAll(imports, (_, type = '', names: string, from: string) => {
    const used = names
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one && new RegExp(`\\b${one.replace(/^type /, '')}\\b`).test(body));
    return used.length > 0 ? `import ${type}{ ${used.join(', ')} } from ${from};\n` : '';
  });
}

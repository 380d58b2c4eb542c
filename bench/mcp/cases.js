const fields = Array.from({ length: 14 }, (_, index) => `blank${index}`).join(' ');

/** Operations of the test's resolvers that are tools: from the smallest to one with the fields of a profile. */
export const CASES = [
  { name: 'Open', document: 'query Open { open }', variables: {} },
  { name: 'Guarded', document: 'query Guarded { guarded }', variables: {} },
  {
    name: 'ProbeById',
    document: 'query ProbeById($id: ID!) { probeById(id: $id) { id } }',
    variables: { id: '7' },
  },
  { name: 'Fields', document: `query Fields { probe { id ${fields} } }`, variables: {} },
];

/** As files of a folder `operations/`. */
export function createOperations() {
  return Object.fromEntries(
    CASES.map(({ name, document }) => [`${name}.graphql`, `# A tool.\n# @tool\n${document}`]),
  );
}

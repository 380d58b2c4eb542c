/** What can be asked; `hello` needs no token. */
const QUERIES = {
  me: 'query Me { me { id name email userMetadata } }',
  secret: 'query Secret { secret }',
  hello: 'query Hello { hello }',
};

/** Asks what the command line names, all at once, and prints the answers, or why there are none. */
export async function run(ask) {
  const names = process.argv.length > 2 ? process.argv.slice(2) : ['me'];
  try {
    const answers = await Promise.all(names.map((name) => ask(findQuery(name))));
    console.log(JSON.stringify(Object.assign({}, ...answers), null, 2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

function findQuery(name) {
  if (Object.hasOwn(QUERIES, name)) return QUERIES[name];
  throw new Error(`There is no query ${name}. Known are ${Object.keys(QUERIES).join(', ')}.`);
}

/** Prints what an example found, or why it did not. */
export async function run(example) {
  try {
    console.log(JSON.stringify(await example(), null, 2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

const SHORT_MS = 1000;

/** Prints what is being done if it takes more than a second. */
export async function withProgress<T>(what: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => console.log(`${what} …`), SHORT_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

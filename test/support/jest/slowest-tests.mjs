const SHOWN = 10;

/** A reporter of Jest that lists the slowest tests at the end. */
export default class SlowestTests {
  onRunComplete(_, { testResults }) {
    const tests = testResults.flatMap(({ testFilePath, testResults }) =>
      testResults.map(({ duration, fullName }) => ({ duration, fullName, testFilePath })),
    );
    const slowest = tests.sort((a, b) => (b.duration ?? 0) - (a.duration ?? 0)).slice(0, SHOWN);
    const lines = slowest.map(({ duration, fullName, testFilePath }) => {
      const file = testFilePath.slice(process.cwd().length + 1);
      return `${String(duration ?? 0).padStart(6)} ms  ${fullName}  (${file})`;
    });
    process.stderr.write(`\nThe slowest tests:\n${lines.join('\n')}\n`);
  }
}

export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The medians of one server's measurements over all rounds. */
export function summariseLives(lives) {
  const names = Object.keys(lives[0].scenarios);
  const scenarios = names.map((name) => [
    name,
    mediansOf(lives.map((life) => life.scenarios[name])),
  ]);
  return {
    startMs: median(lives.map(({ startMs }) => startMs)),
    startCpuMs: median(lives.map(({ startCpuMs }) => startCpuMs)),
    idleRss: median(lives.map(({ idleRss }) => idleRss)),
    scenarios: Object.fromEntries(scenarios),
  };
}

/** A round that failed has nothing but `failed`. */
function mediansOf(records) {
  const keys = new Set(records.flatMap((record) => Object.keys(record)));
  return Object.fromEntries(
    [...keys].map((key) => [key, median(records.map((record) => record[key]))]),
  );
}

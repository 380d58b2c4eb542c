export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  if (sorted.length === 0) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The medians of records; one that failed has nothing but `failed`. */
export function mediansOf(records) {
  const keys = new Set(records.flatMap((record) => Object.keys(record)));
  return Object.fromEntries(
    [...keys].map((key) => [key, median(records.map((record) => record[key]))]),
  );
}

/** The medians of one server's measurements over all rounds, and what was in memory after the last. */
export function summariseLives(lives) {
  const names = Object.keys(lives[0]);
  const of = (name) => mediansOf(lives.map((life) => life[name]));
  return {
    scenarios: Object.fromEntries(names.map((name) => [name, of(name)])),
    loadedRss: median(lives.map((life) => life[names.at(-1)]?.rss)),
  };
}

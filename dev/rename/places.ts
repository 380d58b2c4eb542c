/** Files that hold a name, and what stands on both sides of one there. */
export interface Place {
  readonly files: RegExp;
  readonly before: RegExp;
  readonly after: RegExp;
  /** In these files any word can be a name, so that the new one must not be among them yet. */
  readonly isWholeFile?: true;
}

const COMMANDS =
  /(?:-n|-u|namespace|generic|-t|systemctl \w+) |(?:deployment|service|svc|configmap)\/|\/(?:etc|opt|system)\//;

/** Where the package, the container and Kubernetes have their name from; `src` reads that of the package. */
export const NAME_PLACES: readonly Place[] = [
  {
    files: /^(?:\w+\/)?package(?:-lock)?\.json$/,
    before: /"name": "/,
    after: /(?:-examples|-bench)?"/,
  },
  {
    files: /^(?:Dockerfile|compose\.yaml|deploy\/.*)$/,
    before: /(?<![\w-])/,
    after: /(?![\w-])/,
    isWholeFile: true,
  },
  {
    files: /^(?:README\.md|docs\/.*\.md)$/,
    before: new RegExp(`(?:${COMMANDS.source}|registry\\.example\\.com/)`),
    after: /(?![\w-])/,
  },
];

/** The headings that show it. */
export const TITLE_PLACES: readonly Place[] = [
  { files: /^README\.md$/, before: /^# /m, after: /$/m },
  { files: /^deploy\/grafana\/.*\.json$/, before: /^ {2}"title": "/m, after: /"/ },
];

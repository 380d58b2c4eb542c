/** What GraphQL did for an HTTP request, for its log line and its metrics. */
export interface OperationRecord {
  readonly operation: string;
  /** `OK`, or the `extensions.code` of the first error. */
  readonly code: string;
}

const records = new WeakMap<object, OperationRecord>();

export function recordOperation(request: object, record: OperationRecord): void {
  records.set(request, record);
}

export function operationOf(request: object): OperationRecord | undefined {
  return records.get(request);
}

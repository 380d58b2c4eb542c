import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Where the instrumentations put what they know: of these names only those below are exported. */
const INSTRUMENTED =
  /^(client|error|exception|graphql|http|net|network|peer|server|source|url|user_agent)\./;

const EXPORTED = new Set([
  'error.type',
  'exception.type',
  'graphql.field.name',
  'graphql.field.type',
  'graphql.operation.type',
  'graphql.parent.name',
  'http.request.method',
  'http.response.status_code',
  'network.protocol.version',
  'url.full',
  'url.path',
  'url.scheme',
]);

/**
 * Passes on each span without what a caller wrote or what identifies the caller: the source of an
 * operation, its name and aliases, messages of errors (which quote it), addresses, user agents and
 * host names. Attributes
 * with other names are those of an adopter's own spans, and stay.
 */
export class RedactingSpanProcessor implements SpanProcessor {
  readonly onStart: SpanProcessor['onStart'];

  constructor(private readonly next: SpanProcessor) {
    this.onStart = next.onStart.bind(next);
  }

  onEnd(span: ReadableSpan): void {
    this.next.onEnd(redact(span));
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}

function redact(span: ReadableSpan): ReadableSpan {
  const redacted: Partial<ReadableSpan> = {
    name: nameOf(span),
    attributes: pick(span.attributes),
    events: span.events.map(({ attributes = {}, ...event }) => ({
      ...event,
      attributes: pick(attributes),
    })),
    status: { code: span.status.code },
  };
  return Object.create(span, Object.getOwnPropertyDescriptors(redacted)) as ReadableSpan;
}

/** By the schema: the instrumentation names a span by the operation's name, or by aliases. */
function nameOf({ name, attributes, instrumentationScope }: ReadableSpan): string {
  if (instrumentationScope.name !== '@opentelemetry/instrumentation-graphql') return name;
  const type = attributes['graphql.operation.type'];
  if (typeof type === 'string') return type;
  const field = attributes['graphql.field.name'];
  return typeof field === 'string'
    ? `graphql.resolve ${String(attributes['graphql.parent.name'])}.${field}`
    : name;
}

function pick(attributes: ReadableSpan['attributes']): ReadableSpan['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => EXPORTED.has(name) || !INSTRUMENTED.test(name)),
  );
}

import { Injectable } from '@nestjs/common';
import type { DiagnosticChannel } from './diagnostic-channel.js';

export type Labels = Readonly<Record<string, string>>;
/** Upper bounds of a histogram's buckets: from a millisecond to the deadline of a request. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

interface Description<Label extends string> {
  /** Such as `api_orders_total`: `_total` for a counter, the unit for anything else. */
  readonly name: string;
  readonly help: string;
  /** Each combination of values is a time series: take only what no client can invent at will. */
  readonly labels?: readonly Label[];
}

/** A metric as a room or a feature declared it. */
export type MetricDefinition = Description<string> &
  (
    | { readonly kind: 'counter'; readonly listen: Listen }
    | { readonly kind: 'histogram'; readonly listen: Listen; readonly buckets: readonly number[] }
    | { readonly kind: 'gauge'; readonly read: () => readonly Reading[] }
  );

/** Starts to observe; returns how to stop. */
type Listen = (observe: (labels: Labels, value: number) => void) => () => void;

interface Reading {
  readonly labels?: Labels;
  readonly value: number;
}

/**
 * Where each room and feature declares its metrics, in the constructor of its module. Nothing is
 * counted and no library is loaded unless `METRICS_PORT` is set.
 */
@Injectable()
export class Metrics {
  readonly #definitions: MetricDefinition[] = [];

  get definitions(): readonly MetricDefinition[] {
    return this.#definitions;
  }

  /**
   * Counts the messages of a channel, or adds up what `amount` reads of each. The labels are members
   * of the message.
   */
  counter<Message extends object, Label extends string & keyof Message>(
    channel: DiagnosticChannel<Message>,
    description: Description<Label> & { readonly amount?: (message: Message) => number },
  ): void {
    const { amount = () => 1, ...rest } = description;
    this.#definitions.push({
      ...rest,
      kind: 'counter',
      listen: (observe) =>
        channel.subscribe((message) => observe(pick(message, rest.labels), amount(message))),
    });
  }

  /** Sorts a duration in each message of a channel into buckets of seconds. */
  histogram<Message extends object, Label extends string & keyof Message>(
    channel: DiagnosticChannel<Message>,
    description: Description<Label> & { readonly seconds: (message: Message) => number },
  ): void {
    const { seconds, ...rest } = description;
    this.#definitions.push({
      ...rest,
      kind: 'histogram',
      buckets: SECONDS,
      listen: (observe) =>
        channel.subscribe((message) => observe(pick(message, rest.labels), seconds(message))),
    });
  }

  /** Reads values when Prometheus asks for them, such as the size of a pool. */
  gauge<Label extends string>(
    description: Description<Label> & { readonly read: () => readonly Reading[] },
  ): void {
    this.#definitions.push({ ...description, kind: 'gauge' });
  }
}

function pick<Message extends object, Label extends string & keyof Message>(
  message: Message,
  labels: readonly Label[] = [],
): Labels {
  return Object.fromEntries(labels.map((label) => [label, String(message[label])]));
}

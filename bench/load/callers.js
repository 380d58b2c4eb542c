/*
 * Callers of good will: each from an address of its own, at a steady pace, whatever the answers do. A
 * latency counts from the moment at which the request was due.
 */
import { readFileSync } from 'node:fs';
import { Client } from './client.js';
import { post } from './post.js';

const QUERIES = [
  '{ hello }',
  '{ secret }',
  '{ rows(first: 20) { id text at } }',
  'query Own { secret rows(first: 5) { id } }',
];
/** An answer that takes longer is one that the caller did not get. */
const PATIENCE_MS = 10_000;

let callers = [];
let samples = [];

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, question, ...job }) => {
  process.send({ id, result: ANSWERS[question](job) });
});

const ANSWERS = {
  start({ port, file, count, perSecond }) {
    const tokens = readFileSync(file, 'latin1').split('\n');
    callers = Array.from({ length: count }, (_, index) => {
      const requests = QUERIES.map((query) => post(port, { query }, tokens[index]));
      return startCaller(port, `127.0.2.${index + 1}`, requests, {
        perSecond,
        offset: index / count,
      });
    });
  },

  /** The requests answered since the last time; late ones are left for the next. */
  take() {
    const taken = samples.filter((sample) => sample.ms !== undefined);
    samples = samples.filter((sample) => sample.ms === undefined);
    return taken;
  },

  stop() {
    for (const caller of callers) caller.stop();
    const taken = samples.map((one) => (one.ms === undefined ? { ...one, isGood: false } : one));
    samples = [];
    return taken;
  },
};

function startCaller(port, address, requests, { perSecond, offset }) {
  const client = new Client(port, address);
  const period = 1000 / perSecond;
  const startedAt = performance.now() + offset * period;
  let number = 0;
  let timer;
  const ask = () => {
    const dueAt = startedAt + number * period;
    const sample = { at: performance.timeOrigin + dueAt, ms: undefined, isGood: false };
    samples.push(sample);
    const finish = (status) => {
      sample.ms = performance.now() - dueAt;
      sample.status = status;
      sample.isGood = status === 200;
    };
    const patience = setTimeout(() => finish(0), PATIENCE_MS);
    client.send(requests[number % requests.length], (status) => {
      clearTimeout(patience);
      if (sample.ms === undefined) finish(status);
    });
    number += 1;
    timer = setTimeout(ask, startedAt + number * period - performance.now());
  };
  timer = setTimeout(ask, offset * period);
  return {
    stop() {
      clearTimeout(timer);
      client.close();
    },
  };
}

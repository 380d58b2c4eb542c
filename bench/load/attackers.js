/*
 * The attackers, in a process of their own: each kind of attack at a pace of its own, spread over as
 * many addresses of the loopback net as it is told.
 */
import { readFileSync } from 'node:fs';
import { ATTACKS } from './attack/attacks.js';

/** The callers of good will have the tokens before. */
const FIRST_TOKEN = 100;
/** Those who come first are others: what they have used up is not that of those who are measured. */
const NETS = { warming: 3, measured: 1 };

let attacks = [];

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, question, ...job }) => {
  process.send({ id, result: ANSWERS[question](job) });
});

const ANSWERS = {
  /**
   * @param addresses how many addresses, each with a caller of its own
   * @param purpose one of NETS
   */
  start({ port, file, addresses, kinds, purpose }) {
    const tokens = readFileSync(file, 'latin1').split('\n');
    const origins = Array.from({ length: addresses }, (_, index) => ({
      address: `127.0.${NETS[purpose]}.${index + 1}`,
      token: tokens[NETS[purpose] * FIRST_TOKEN + index],
    }));
    attacks = kinds.map((kind) => ({ kind, ...startAttack(ATTACKS[kind], port, origins) }));
  },

  /** How many requests, messages and connections each kind has got out, by what became of them. */
  stop() {
    return Object.fromEntries(
      attacks.map(({ kind, stop, outcomes }) => {
        stop();
        return [kind, outcomes];
      }),
    );
  },
};

/** Calls `act` so many times a second, for one origin after the other. */
function startAttack({ perSecond, create }, port, origins) {
  const outcomes = {};
  const count = (outcome) => (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1);
  const attackers = origins.map((origin) => create({ port, ...origin, origins, count }));
  const startedAt = performance.now();
  let acted = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) * perSecond) / 1000;
    for (; acted < due; acted += 1) attackers[acted % attackers.length].act(acted);
  }, 5);
  const stop = () => {
    clearInterval(timer);
    for (const attacker of attackers) attacker.stop();
  };
  return { stop, outcomes };
}

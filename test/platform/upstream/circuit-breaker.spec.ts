import { beforeEach, describe, expect, it } from '@jest/globals';
import { CircuitBreaker } from '../../../src/platform/upstream/circuit-breaker.js';

let now: number;
let circuit: CircuitBreaker;

beforeEach(() => {
  now = 1_000_000;
  circuit = new CircuitBreaker(() => now);
});

describe('a circuit breaker', () => {
  it('lets every call through while all is well', () => {
    expect(circuit).toMatchObject({ isOpen: false, waitSeconds: 0 });
    expect(circuit.enter()).toBe(false);
    expect(circuit.wasOpenWithin(60_000)).toBe(false);
  });

  it('says in whole seconds how long the pause still lasts', () => {
    circuit.open(10);
    expect(circuit).toMatchObject({ isOpen: true, waitSeconds: 10 });
    now += 9_001;
    expect(circuit.waitSeconds).toBe(1);
    now += 998;
    expect(circuit.waitSeconds).toBe(1);
    now += 1;
    expect(circuit.waitSeconds).toBe(0);
  });

  it('lets one probe through after the pause, and all calls after its success', () => {
    circuit.open(2);
    now += 2_000;
    expect(circuit.enter()).toBe(true);
    expect(circuit.waitSeconds).toBe(1);
    circuit.close();
    expect(circuit).toMatchObject({ isOpen: false, waitSeconds: 0 });
    expect(circuit.enter()).toBe(false);
  });

  it('pauses again when the probe fails', () => {
    circuit.open(2);
    now += 2_000;
    circuit.enter();
    circuit.open(30);
    expect(circuit.waitSeconds).toBe(30);
  });

  it('is not shortened by a later and shorter pause', () => {
    circuit.open(30);
    now += 1_000;
    circuit.open(2);
    expect(circuit.waitSeconds).toBe(29);
  });

  it('remembers for a while that it was open', () => {
    circuit.open(2);
    now += 2_000;
    circuit.close();
    expect(circuit.wasOpenWithin(2_000)).toBe(true);
    now += 2_000;
    expect(circuit.wasOpenWithin(2_000)).toBe(false);
  });
});

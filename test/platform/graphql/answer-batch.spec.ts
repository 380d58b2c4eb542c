import { beforeEach, describe, expect, it } from '@jest/globals';
import { AnswerBatch } from '../../../src/platform/graphql/fast-path/answer-batch.js';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('answers of one turn of the event loop', () => {
  let events: string[];
  let answers: AnswerBatch;
  const answer = async (name: string) => {
    await answers.leave();
    events.push(name);
  };

  beforeEach(() => {
    events = [];
    answers = new AnswerBatch();
  });

  it('leave one after the other when the turn ends', async () => {
    const all = [answer('first'), answer('second')];
    await Promise.resolve();
    events.push('work');
    await turn();
    expect(events).toEqual(['work', 'first', 'second']);
    await Promise.all(all);
  });

  it('do not wait for more than 15 others', async () => {
    const names = Array.from({ length: 17 }, (_, index) => `answer ${index + 1}`);
    const all = names.map(answer);
    await Promise.all(all.slice(0, 16));
    expect(events).toEqual(names.slice(0, 16));
    await Promise.all(all);
    expect(events).toEqual(names);
  });

  it('leave in every turn anew', async () => {
    await answer('first');
    await answer('second');
    expect(events).toEqual(['first', 'second']);
  });
});

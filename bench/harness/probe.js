/*
 * Loaded into every server beside its own code: tells the process's own CPU time and memory when it
 * is asked, and writes a CPU profile of what lies between two messages. Idle otherwise.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let session;

process.on('message', async ({ id, question, file }) => {
  process.send({ id, result: await ANSWERS[question](file) });
});
process.channel.unref();

const ANSWERS = {
  usage() {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    // maxRSS is in KiB.
    return { cpu: user + system, rss, heapUsed, peakRss: process.resourceUsage().maxRSS * 1024 };
  },
  /** Leaves in memory what is in use. */
  collect() {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc');
    for (let round = 0; round < 3; round += 1) collect();
  },
  async startProfile() {
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
  },
  async stopProfile(file) {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  },
};

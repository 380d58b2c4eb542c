// Preloaded into child processes: should the parent die without a word, they follow it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

import { describeEnd, socket } from './socket.js';

const query = 'subscription { myProfileChanged { id userMetadata } }';

try {
  for await (const { data, errors } of socket.iterate({ query })) {
    if (errors) throw errors;
    console.log(JSON.stringify(data));
  }
} catch (problem) {
  console.error(describeEnd(problem));
  process.exitCode = 1;
}

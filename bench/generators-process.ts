import { createServer } from 'node:http';

/** Answers come 60 to 600 ms after their requests, the same for a key each time. */
const leastMs = 60;
const spreadMs = 541n;

// A service of which the response times are known, for generators in other processes. Says where it
// listens and ends with its parent, whose end closes stdin.
const server = createServer((request, response) => {
  const key = /\/map\/(-?\d+)$/.exec(request.url ?? '')?.[1];
  const isKnown = key !== undefined || request.url === '/healthz';
  const afterMs =
    key === undefined ? 0 : leastMs + Number(BigInt.asUintN(32, BigInt(key)) % spreadMs);
  request.resume();
  setTimeout(() => response.writeHead(isKnown ? 200 : 404).end(), afterMs);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.stdout.write(`${address?.port}\n`);
});
process.stdin.on('end', () => process.exit()).resume();

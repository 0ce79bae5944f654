// A program with so many MB of small objects and so many Maps, which reads, writes and deletes in one Map
// of a million entries for so many seconds, and prints clock (ms), operations and its CPU time (µs).
import process from 'node:process';

const [megabytes = 0, maps = 0, seconds = 0] = process.argv.slice(2).map(Number);
const objectBytes = 64;
const periodMs = 250;
const keys = 1_000_000;

interface Small {
  readonly left: Small | null;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

const perArray = 10_000;
const arrays: Small[][] = [];
let left: Small | null = null;
for (let made = 0; made < (megabytes * 2 ** 20) / objectBytes; made += perArray) {
  const some: Small[] = [];
  for (let index = 0; index < perArray; index++) {
    left = { left, a: made, b: index, c: 1, d: 2 };
    some.push(left);
  }
  arrays.push(some);
}
const others = Array.from(
  { length: maps },
  () => new Map(Array.from({ length: 100 }, (_, key) => [String(key), key])),
);
const hot = new Map<number, number>();
process.stdout.write('ready\n');

let [operations, next, random, sum] = [0, Date.now() + periodMs, 88_172_645, 0];
const end = Date.now() + 1000 * seconds;

function work(): void {
  for (let turn = 0; turn < 20_000; turn++) {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    const key = (random >>> 0) % keys;
    hot.set(key, turn);
    sum += hot.get(key ^ 1) ?? 0;
    hot.delete(key ^ 3);
  }
  operations += 20_000;
  const now = Date.now();
  if (now >= next) {
    const { user, system } = process.cpuUsage();
    process.stdout.write(`${now} ${operations} ${user + system}\n`);
    [operations, next] = [0, now + periodMs];
  }
  if (now < end) setImmediate(work);
  else process.stdout.write(`${sum} ${arrays.length} ${others.length}\n`);
}
work();

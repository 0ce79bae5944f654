import process from 'node:process';
import { receiveJob, sendMessage } from '../child/child-channel.ts';

// The fixed work of the noise test: the same keys into a fresh native Map, again and again. The
// first repetitions warm up; the median of the rest is this process's one figure.
const warmUps = 3;
const repetitions = 7;
const entries = 100_000;

function fillMap(): number {
  const start = process.hrtime.bigint();
  const map = new Map<number, number>();
  for (let i = 0; i < entries; i += 1) map.set(Math.imul(i, 0x9e37_79b1), i);
  return Number(process.hrtime.bigint() - start) / map.size;
}

await receiveJob();
const costs: number[] = [];
for (let i = 0; i < warmUps + repetitions; i += 1) costs.push(fillMap());
const measured = costs.slice(warmUps).toSorted((left, right) => left - right);
sendMessage({ nsPerWrite: measured[repetitions >> 1] });

#!/usr/bin/env node
import { lackOfDescriptors } from './descriptor-limit.ts';

const lack = lackOfDescriptors();
if (lack === null) {
  const { runProcess } = await import('./run-process.ts');
  await runProcess();
} else {
  process.stderr.write(`error: ${lack}\n`);
  process.exitCode = 2;
}

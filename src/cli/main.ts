#!/usr/bin/env node
import { startCli } from './program/start-cli.ts';

await startCli(async () => {
  const { runProcess } = await import('./program/run-process.ts');
  await runProcess();
});

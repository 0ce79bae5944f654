#!/usr/bin/env node
import { startCli } from './start-cli.ts';

await startCli(async () => {
  const { runProcess } = await import('./run-process.ts');
  await runProcess();
});

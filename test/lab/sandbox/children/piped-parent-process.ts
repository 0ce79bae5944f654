// Starts a program that works without looking at its pipes, says its process id and waits.
import process from 'node:process';
import { startPipedProgram } from '../../../../src/lab/sandbox/program/start-piped-program.ts';

const sleeper = await startPipedProgram({
  program: '/bin/sh',
  arguments: ['-c', 'echo $$; exec sleep 600'],
  env: process.env,
});
process.stdout.write(`${await sleeper.readLine()}\n`);
await sleeper.finish();

#!/usr/bin/env node
import { processIo } from './process-io.ts';
import { runCli } from './run-cli.ts';

const io = processIo();
const exitCode = await runCli(io);
// A broken standard output has already decided the exit code.
process.exitCode ??= exitCode;

// A parent of its own, started by tests that end it or run it with fewer rights. Prints each message
// of its child as a line, and the result at the end.
import process from 'node:process';
import type { Limits } from '../../../../src/lab/config/schema/limits.ts';
import { cgroupV1 } from '../../../../src/lab/sandbox/limits/cgroup/cgroup-v1.ts';
import type { ChildScript } from './child-script.ts';
import { runScript } from './run-script.ts';

/** How the parent runs its child. */
export interface ParentScript {
  readonly job: ChildScript;
  readonly useDeathSignal: boolean;
  /** Folder with the trees of version 1, and a `/proc`; without it the mechanisms that work are used. */
  readonly version1?: { readonly root: string; readonly procRoot: string };
  readonly limits?: Limits;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests write the script
const script = JSON.parse(process.argv[2] ?? '') as ParentScript;
const { messages: _messages, ...result } = await runScript(script.job, {
  useDeathSignal: script.useDeathSignal,
  ...(script.version1 !== undefined && { mechanisms: [cgroupV1(script.version1)] }),
  ...(script.limits !== undefined && { limits: script.limits }),
  onMessage: (message) => {
    process.stdout.write(`${JSON.stringify(message)}\n`);
  },
});
process.stdout.write(`${JSON.stringify(result)}\n`);

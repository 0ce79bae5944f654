import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { off } from '../flags/flag.ts';

/** `mapswell doctor`: what this machine can enforce, how steady it is, and what to change. */
export const doctorCommand: CommandBuilder = defineCommand(
  {
    name: 'doctor',
    summary: 'Show which limits this machine can enforce, how noisy it is, and what to change',
    flags: { noise: off('skip the noise test, which takes some seconds') },
    notes: `
Examples:
  $ mapswell doctor
  $ mapswell doctor --no-noise --json

Changes nothing: control groups are created, joined and removed to check that they work.
A limit that cannot be enforced is an answer: exit code 0.`,
  },
  async ({ noise }, context) => {
    const [{ cleanStaleGroups }, { inspectMachine }, { measureNoise }] = await Promise.all([
      import('../../lab/sandbox/limits/cgroup/clean-stale-groups.ts'),
      import('../../lab/sandbox/machine/inspect-machine.ts'),
      import('../../lab/sandbox/machine/measure-noise.ts'),
    ]);
    const cleaned = await cleanStaleGroups();
    const inspection = await inspectMachine();
    return {
      inspection,
      noise: noise ? await measureNoise({ signal: context.signal }) : null,
      cleaned,
    };
  },
  {
    json: ({ inspection, noise, cleaned }) => ({ ...inspection, noise, cleaned }),
    print: async ({ inspection, noise, cleaned }) => {
      const { doctorText } = await import('../text/lab/doctor-text.ts');
      return doctorText(inspection, noise, cleaned);
    },
  },
);

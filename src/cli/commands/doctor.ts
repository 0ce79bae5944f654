import { Command } from 'commander';
import type { Noise } from '../../lab/sandbox/machine/measure-noise.ts';
import type { CliContext } from '../cli-io.ts';

interface DoctorFlags {
  readonly json?: true;
  readonly noise: boolean;
}

const examples = `
Examples:
  $ mapswell doctor
  $ mapswell doctor --no-noise --json

Changes nothing: control groups are created, joined and removed to check that they work.
A limit that cannot be enforced is an answer: exit code 0.`;

/** `mapswell doctor`: what this machine can enforce, how steady it is, and what to change. */
export function doctorCommand(context: CliContext): Command {
  return new Command('doctor')
    .description('Show which limits this machine can enforce, how noisy it is, and what to change')
    .option('--no-noise', 'skip the noise test, which takes some seconds')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((flags: DoctorFlags) => runDoctor(flags, context));
}

async function runDoctor(flags: DoctorFlags, { stdout, signal }: CliContext): Promise<void> {
  const { cleanStaleGroups } =
    await import('../../lab/sandbox/limits/cgroup/clean-stale-groups.ts');
  const { inspectMachine } = await import('../../lab/sandbox/machine/inspect-machine.ts');
  const cleaned = await cleanStaleGroups();
  const inspection = await inspectMachine();
  const noise = flags.noise ? await noiseOf(signal) : null;
  if (flags.json === true) {
    stdout.write(`${JSON.stringify({ ...inspection, noise, cleaned }, null, 2)}\n`);
    return;
  }
  const { doctorText } = await import('../text/doctor-text.ts');
  stdout.write(doctorText(inspection, noise, cleaned));
}

async function noiseOf(signal: AbortSignal): Promise<Noise | null> {
  const { measureNoise } = await import('../../lab/sandbox/machine/measure-noise.ts');
  return await measureNoise({ signal });
}

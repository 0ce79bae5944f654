import type { CommandBuilder } from './cli-io.ts';

/**
 * Every command by its name, in the order of the help. Loaded one by one, because the program starts
 * in half the time when it loads the one it is asked for.
 */
const loaders: ReadonlyMap<string, () => Promise<CommandBuilder>> = new Map([
  ['run', async () => (await import('./commands/run.ts')).runCommand],
  ['list', async () => (await import('./commands/list.ts')).listCommand],
  ['plan', async () => (await import('./commands/plan.ts')).planCommand],
  ['capacity', async () => (await import('./commands/capacity.ts')).capacityCommand],
  ['report', async () => (await import('./commands/report.ts')).reportCommand],
  ['serve', async () => (await import('./commands/serve.ts')).serveCommand],
  ['baseline', async () => (await import('./commands/baseline.ts')).baselineCommand],
  ['compare', async () => (await import('./commands/compare.ts')).compareCommand],
  ['ab', async () => (await import('./commands/ab.ts')).abCommand],
  ['accept', async () => (await import('./commands/accept.ts')).acceptCommand],
  ['history', async () => (await import('./commands/history.ts')).historyCommand],
  ['doctor', async () => (await import('./commands/doctor.ts')).doctorCommand],
  ['verify', async () => (await import('./commands/verify.ts')).verifyCommand],
  ['claims', async () => (await import('./commands/claims.ts')).claimsCommand],
  ['arl', async () => (await import('./commands/arl.ts')).arlCommand],
  ['fleet', async () => (await import('./commands/fleet.ts')).fleetCommand],
  ['evaluate', async () => (await import('./commands/evaluate.ts')).evaluateCommand],
  ['calibrate', async () => (await import('./commands/calibrate.ts')).calibrateCommand],
  ['detect', async () => (await import('./commands/detect.ts')).detectCommand],
  ['alerts', async () => (await import('./commands/alerts.ts')).alertsCommand],
]);

/** The command of that name alone; all of them for help and for a name that is none of theirs. */
export async function loadCommandBuilders(name: string): Promise<readonly CommandBuilder[]> {
  const load = loaders.get(name);
  return load === undefined
    ? Promise.all([...loaders.values()].map((each) => each()))
    : [await load()];
}

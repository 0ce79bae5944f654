import type { CommandBuilder } from './cli-io.ts';

interface CommandGroup {
  readonly title: string;
  readonly loaders: Readonly<Record<string, () => Promise<CommandBuilder>>>;
}

/**
 * Every command by its name, in the groups and the order of the help. Loaded one by one, because the
 * program starts in half the time when it loads the one it is asked for.
 */
const groups: readonly CommandGroup[] = [
  {
    title: 'Start:',
    loaders: {
      init: async () => (await import('./commands/init.ts')).initCommand,
    },
  },
  {
    title: 'Measure:',
    loaders: {
      run: async () => (await import('./commands/run.ts')).runCommand,
      list: async () => (await import('./commands/list.ts')).listCommand,
      workloads: async () => (await import('./commands/workloads.ts')).workloadsCommand,
      plan: async () => (await import('./commands/plan.ts')).planCommand,
      capacity: async () => (await import('./commands/capacity.ts')).capacityCommand,
      replay: async () => (await import('./commands/replay.ts')).replayCommand,
      report: async () => (await import('./commands/report.ts')).reportCommand,
    },
  },
  {
    title: 'Compare:',
    loaders: {
      baseline: async () => (await import('./commands/baseline.ts')).baselineCommand,
      compare: async () => (await import('./commands/compare.ts')).compareCommand,
      ab: async () => (await import('./commands/ab.ts')).abCommand,
      accept: async () => (await import('./commands/accept.ts')).acceptCommand,
      history: async () => (await import('./commands/history.ts')).historyCommand,
    },
  },
  {
    title: 'Check:',
    loaders: {
      doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
      verify: async () => (await import('./commands/verify.ts')).verifyCommand,
      claims: async () => (await import('./commands/claims.ts')).claimsCommand,
      advise: async () => (await import('./commands/advise.ts')).adviseCommand,
      contract: async () => (await import('./commands/contract.ts')).contractCommand,
    },
  },
  {
    title: 'Watch:',
    loaders: {
      attach: async () => (await import('./commands/attach.ts')).attachCommand,
      serve: async () => (await import('./commands/serve.ts')).serveCommand,
    },
  },
  {
    title: 'Alert:',
    loaders: {
      arl: async () => (await import('./commands/arl.ts')).arlCommand,
      fleet: async () => (await import('./commands/fleet.ts')).fleetCommand,
      evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
      calibrate: async () => (await import('./commands/calibrate.ts')).calibrateCommand,
      detect: async () => (await import('./commands/detect.ts')).detectCommand,
      alerts: async () => (await import('./commands/alerts.ts')).alertsCommand,
    },
  },
];

/** The command of that name alone; all of them for help and for a name that is none of theirs. */
export async function loadCommandBuilders(name: string): Promise<readonly CommandBuilder[]> {
  const all = groups.flatMap(({ title, loaders }) =>
    Object.entries(loaders).map(([command, load]) => ({ command, title, load })),
  );
  const one = all.filter(({ command }) => command === name);
  return await Promise.all(
    (one.length === 0 ? all : one).map(async ({ title, load }): Promise<CommandBuilder> => {
      const build = await load();
      return (context) => build(context).helpGroup(title);
    }),
  );
}
